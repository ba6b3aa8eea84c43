// The administration: a section for each thing that is set up, and what was recorded; the health of the centre.

import { Button } from '../components/button.js'
import { EmptyState } from '../components/empty-state.js'
import { Icon } from '../components/icon.js'
import { Menu } from '../components/menu.js'
import { GROUPS, SECTIONS } from '../admin/sections.js'
import { addressOf, follow, go, place } from '../admin/place.js'
import { may } from '../core/boot.js'
import { t } from '../core/i18n.js'
import { action } from '../core/keys.js'
import { page } from '../core/page.js'
import { html, useEffect, useLayoutEffect } from '../core/ui.js'

const shown = GROUPS.map((group) => ({ ...group, sections: group.sections.filter((section) => may(section.see)) })).filter((group) => group.sections.length)

function Administration() {
  const { section: name, id } = place.value
  const section = SECTIONS.get(name)
  useLayoutEffect(() => {
    const goes = [...SECTIONS.values()]
      .filter((one) => may(one.see) && one.title)
      .map((one) => action({ id: `admin.${one.name}`, title: t('Go to: {page}', { page: one.title }), icon: one.icon, group: t('Administration'), run: () => go(addressOf(one.name)) }))
    return () => goes.forEach((forget) => forget())
  }, [])
  useEffect(() => {
    // A supervisor has no overview: the first section that is theirs stands for it.
    const first = shown[0]?.sections[0]
    if (name === '' && !may('setup:read') && first) go(addressOf(first.name))
  }, [name])
  useEffect(() => {
    document.title = `${section?.title || t('Administration')} · Trunkline`
  }, [section])
  return html`<div class="admin" onClick=${follow}>
    <nav class="sections" aria-label=${t('Administration')}>
      ${shown.map(
        (group) => html`<div key=${group.title}>
          <h2>${group.title}</h2>
          <ul>${group.sections.map((one) => html`<${Entry} key=${one.name} one=${one} here=${one.name === name} />`)}</ul>
        </div>`,
      )}
    </nav>
    <div class="section-menu">
      <${Menu} button=${{ icon: 'menu' }} choices=${shown.flatMap((group) => [{ title: group.title }, ...group.sections.map((one) => ({ title: one.title, icon: one.icon, run: () => (one.href ? (location.href = one.href) : go(addressOf(one.name))) }))])}>${section?.title ?? t('Administration')}<//>
    </div>
    <div class="section" key=${name}>
      ${section && may(section.see)
        ? section.view(id)
        : html`<${EmptyState} icon="search" title=${t('There is no such page')}><${Button} href=${addressOf('')}>${t('To the overview')}<//><//>`}
    </div>
  </div>`
}

/** @param {{one: import('../admin/sections.js').Section, here: boolean}} props */
const Entry = ({ one, here }) =>
  html`<li><a href=${one.href ?? addressOf(one.name)} aria-current=${here ? 'page' : undefined}><${Icon} name=${one.icon} /><span>${one.title}</span></a></li>`

page({ title: t('Administration'), main: Administration, live: false })
