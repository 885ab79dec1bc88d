// What one types in a form is kept on this device until the server has it: a phone that loses its
// network or its battery loses no text. Passwords and files are never kept, and signing out forgets
// everything.
const prefix = 'draft:'
const form = document.getElementById('form')
const key = prefix + location.pathname
const isKept = form?.method === 'post' && !form.querySelector('[type="password"]')

function inputs() {
  return [...form.elements].filter((it) => it.name && !it.name.startsWith('_') &&
    !['hidden', 'password', 'file', 'submit', 'button'].includes(it.type))
}

function read() {
  return inputs().map((it) => [it.name, it.type === 'checkbox' || it.type === 'radio'
    ? `${it.value}=${it.checked}` : it.value])
}

function write(values) {
  const all = inputs()
  values.forEach(([name, value], i) => {
    const it = all[i]
    if (it?.name !== name) {
      return
    }
    if (it.type === 'checkbox' || it.type === 'radio') {
      it.checked = value.endsWith('=true')
    } else {
      it.value = value
    }
  })
}

function store(draft, name = key) {
  try {
    localStorage.setItem(name, JSON.stringify(draft))
  } catch {
    // The device has no room or allows no storage: the form works as before.
  }
}

function load(name) {
  try {
    return JSON.parse(localStorage.getItem(name))
  } catch {
    return null
  }
}

function drafts() {
  try {
    return Object.keys(localStorage).filter((it) => it.startsWith(prefix))
  } catch {
    return []
  }
}

function forget(test) {
  drafts().filter((it) => test(load(it))).forEach((it) => localStorage.removeItem(it))
}

function restore() {
  const kept = load(key)
  const shown = JSON.stringify(read())
  // A form shown again by the server already holds what was sent.
  if (!kept || document.querySelector('.ds-error-summary') || JSON.stringify(kept.values) === shown ||
      kept.values.length !== read().length) {
    return
  }
  const note = document.getElementById('restored')
  write(kept.values)
  if (note) {
    note.hidden = false
    note.querySelector('button').addEventListener('click', () => {
      write(JSON.parse(shown))
      localStorage.removeItem(key)
      note.hidden = true
    })
  }
}

if (isKept) {
  restore()
  let timer = null
  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => store({ values: read(), sent: false }), 300)
  })
  form.addEventListener('submit', () => {
    clearTimeout(timer)
    store({ values: read(), sent: true })
  })
}
// A page after a form was sent: it has arrived. The offline page instead: it has not, and what is
// shown next may come from the device.
if (document.body.hasAttribute('data-offline')) {
  drafts().forEach((it) => store({ ...load(it), sent: false }, it))
} else {
  forget((draft) => draft?.sent)
}
document.addEventListener('submit', ({ target }) => {
  if (target.matches('[data-forget]')) {
    forget(() => true)
  }
})
