// Choosing light or dark shows at once what it looks like; saving the form makes it last.
document.addEventListener('change', ({ target }) => {
  if (target.name === 'scheme' && target.checked) {
    document.documentElement.dataset.colorScheme = target.value || 'auto'
  }
})
