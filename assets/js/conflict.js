// Beside a field that somebody else saved meanwhile: a button that takes their value. Without scripts
// it stays hidden; their value stands there as text and can be typed.
for (const button of document.querySelectorAll('button[data-take]')) {
  const field = document.getElementById(button.dataset.take)
  const saved = field?.form?.elements.namedItem(`_was.${field.name}`)
  if (saved) {
    button.hidden = false
    button.addEventListener('click', () => {
      if (field.type === 'checkbox') {
        field.checked = saved.value === field.value
      } else {
        field.value = saved.value
      }
      field.dispatchEvent(new Event('input', { bubbles: true }))
      field.focus()
    })
  }
}
