// A text field that names one of many things (data-choices: where they are asked for) offers those that
// begin with what is typed. Without scripts one writes the name, and is told when several have it.
const pause = 150

function offer(field) {
  const list = document.createElement('datalist')
  list.id = `${field.id}-choices`
  field.after(list)
  field.setAttribute('list', list.id)
  const kind = field.form.elements[field.dataset.choicesOf]
  let timer = null
  let asked = null

  async function ask() {
    asked?.abort()
    asked = new AbortController()
    const words = new URLSearchParams({ [field.dataset.choicesOf]: kind?.value ?? '', text: field.value })
    try {
      const reply = await fetch(`${field.dataset.choices}?${words}`,
        { headers: { Accept: 'application/json' }, signal: asked.signal })
      const { places = [] } = reply.ok ? await reply.json() : {}
      list.replaceChildren(...places.map(({ name }) => new Option(name, name)))
    } catch {
      // Asked again meanwhile, or no network: the name can still be written.
    }
  }

  field.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(ask, pause)
  })
  kind?.addEventListener('change', () => list.replaceChildren())
}

document.querySelectorAll('input[data-choices]').forEach(offer)
