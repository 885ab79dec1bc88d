// "/" goes to the search field, Escape closes what is open over the page.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return
  }
  const writing = event.target.closest('input, textarea, select, [contenteditable]')
  if (event.key === '/' && !writing) {
    const field = document.getElementById('find') ?? document.querySelector('[type="search"]')
    if (field) {
      event.preventDefault()
      field.focus()
      field.select()
    }
  }
  if (event.key === 'Escape') {
    const open = document.querySelector('details.me[open]')
    if (open) {
      open.open = false
      open.querySelector('summary').focus()
    }
  }
})

document.addEventListener('click', ({ target }) => {
  const open = document.querySelector('details.me[open]')
  if (open && !open.contains(target)) {
    open.open = false
  }
})
