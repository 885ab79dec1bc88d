// The search field in the bar shows what matches while one types: arrow keys choose, Enter opens,
// Escape closes. Without scripts Enter opens the page of hits, which the field always leads to.
const field = document.getElementById('find')
const pause = 120

function option(hit, number) {
  const link = document.createElement('a')
  link.href = hit.path
  link.id = `hit-${number}`
  link.role = 'option'
  link.tabIndex = -1
  link.setAttribute('aria-selected', 'false')
  const title = document.createElement('span')
  title.textContent = hit.title
  const detail = document.createElement('span')
  detail.className = 'quiet'
  detail.textContent = [hit.detail, hit.kind].filter(Boolean).join(' · ')
  link.append(title, detail)
  return link
}

function suggestions(form) {
  const list = document.createElement('div')
  list.id = 'find-hits'
  list.className = 'suggestions'
  list.role = 'listbox'
  list.setAttribute('aria-label', form.dataset.hits)
  list.hidden = true
  const count = document.createElement('p')
  count.className = 'ds-sr-only'
  count.setAttribute('aria-live', 'polite')
  form.append(list, count)
  for (const [name, value] of Object.entries({
    role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id, 'aria-expanded': 'false',
  })) {
    field.setAttribute(name, value)
  }
  let chosen = -1
  let timer = null
  let asked = null

  function choose(next) {
    list.children[chosen]?.setAttribute('aria-selected', 'false')
    chosen = list.children.length ? (next + list.children.length) % list.children.length : -1
    const it = list.children[chosen]
    it?.setAttribute('aria-selected', 'true')
    it?.scrollIntoView({ block: 'nearest' })
    if (it) {
      field.setAttribute('aria-activedescendant', it.id)
    } else {
      field.removeAttribute('aria-activedescendant')
    }
  }

  function close() {
    list.hidden = true
    chosen = -1
    field.setAttribute('aria-expanded', 'false')
    field.removeAttribute('aria-activedescendant')
  }

  async function ask() {
    const words = field.value.trim()
    asked?.abort()
    if (words.length < 2) {
      close()
      return
    }
    asked = new AbortController()
    try {
      const reply = await fetch(`${form.getAttribute('action')}?q=${encodeURIComponent(words)}`,
        { headers: { Accept: 'application/json' }, signal: asked.signal })
      if (!reply.ok) {
        close()
        return
      }
      const { hits = [] } = await reply.json()
      list.replaceChildren(...hits.slice(0, 8).map(option))
      chosen = -1
      list.hidden = hits.length === 0
      field.setAttribute('aria-expanded', String(hits.length > 0))
      count.textContent = `${hits.length} ${form.dataset.hits}`
    } catch {
      // Asked again meanwhile, or no network: Enter still works.
    }
  }

  field.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(ask, pause)
  })
  field.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!list.hidden) {
        event.preventDefault()
        choose(event.key === 'ArrowDown' ? chosen + 1 : Math.max(chosen, 0) - 1)
      }
    } else if (event.key === 'Enter' && chosen >= 0) {
      event.preventDefault()
      list.children[chosen].click()
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault()
      close()
    }
  })
  field.addEventListener('focusout', ({ relatedTarget }) => {
    if (!list.contains(relatedTarget)) {
      close()
    }
  })
  list.addEventListener('pointerdown', (event) => event.preventDefault())
}

if (field?.form?.dataset.hits) {
  suggestions(field.form)
}
