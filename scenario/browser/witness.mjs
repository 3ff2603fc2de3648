// A witness watches everything a page does while the story plays: what the
// console says, what the network is asked, what axe finds, how it looks in
// both sizes. What it notes makes the story fail at its end.

import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const desk = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }

// kindOf is an address without what tells one record from another: /household/*, /statistics/rows.
const kindOf = (address) => address.split('?')[0].split('/').map((part) => (/^[0-9a-hj-km-np-z]{22}$|[0-9]/.test(part) ? '*' : part)).join('/')

export class Witness {
  constructor(base, pictures) {
    this.base = base
    this.pictures = pictures
    this.seen = 0
    this.notes = []
  }

  // watch makes the witness hear what the page says and asks.
  watch(page) {
    page.on('console', (message) => {
      if (!this.expected(message)) this.note(page, `the console says (${message.type()}): ${message.text()}`)
    })
    page.on('pageerror', (error) => this.note(page, `a script fails: ${error.message}`))
    page.on('request', (request) => {
      const to = request.url()
      if (!to.startsWith(this.base) && !to.startsWith('data:') && !to.startsWith('blob:')) this.note(page, `another host is asked: ${to}`)
    })
  }

  // signIn opens the door as an officer.
  async signIn(page, name, password) {
    await page.goto(this.base + '/sign-in')
    const door = page.locator('form[action="/sign-in"]').filter({ has: page.locator('input[type="password"]') })
    await door.locator('input[name="sign_in"]').fill(name)
    await door.locator('input[type="password"]').fill(password)
    await Promise.all([page.waitForNavigation(), door.getByRole('button', { name: '登录' }).click()])
  }

  // expected are the browser's own lines about an answer that the story wants to be a refusal, and about a field it did
  // not move to because the reader was quicker and already stands in one.
  expected(message) {
    if (message.type() === 'error') return /status of (403|404|409|422)/.test(message.text())
    return message.type() === 'info' && message.text().startsWith('Autofocus processing was blocked')
  }

  // look takes the open page's picture in both sizes, light and dark, and has axe read it in all of them.
  async look(page, name) {
    const number = String(++this.seen).padStart(2, '0')
    await this.examine(page, `${number}-${name}`, [[phone, 'phone', 'light'], [phone, 'phone', 'dark'], [desk, 'desk', 'dark'], [desk, 'desk', 'light']], true)
  }

  // examine shows the open page in each of the ways and has axe read it; the last way stays.
  async examine(page, name, ways, pictures) {
    await page.waitForLoadState('load')
    await mkdir(this.pictures, { recursive: true })
    for (const [size, label, scheme] of ways) {
      await page.setViewportSize(size)
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await this.settled(page)
      if (pictures) await page.screenshot({ path: path.join(this.pictures, `${name}.${label}.${scheme}.png`), fullPage: true })
      const over = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth)
      if (over > 1) this.note(page, `${name} is ${over} px wider than the ${label}`)
      await this.read(page, `${name} on the ${label}, ${scheme}`)
    }
  }

  // settled waits until the page has been laid out anew for its size: tables learn of it one frame later.
  async settled(page) {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))))
  }

  // tab goes through the open page by the Tab key alone: all that can be acted on is reached, and where the focus is can
  // be seen each time.
  async tab(page, name) {
    const asked = await page.evaluate(() => {
      const seen = (e) => e.checkVisibility({ visibilityProperty: true })
      const all = [...document.querySelectorAll('a[href], button, input:not([type="hidden"]), select, textarea, summary')]
      const stops = all.filter((e) => !e.disabled && seen(e) && !(e.type === 'radio' && [...document.getElementsByName(e.name)].find((r) => r.checked || !r.disabled) !== e && !e.checked))
      stops.forEach((e, n) => e.setAttribute('data-stop', n))
      document.activeElement?.blur()
      return stops.map((e) => e.outerHTML.slice(0, 120))
    })
    const reached = new Set()
    for (let n = 0; n < asked.length + 40 && reached.size < asked.length; n++) {
      await page.keyboard.press('Tab')
      const at = await page.evaluate(() => {
        const e = document.activeElement, style = getComputedStyle(e)
        const shown = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none'
        return { stop: e.getAttribute('data-stop'), shown, what: e.outerHTML.slice(0, 120), ground: e === document.body }
      })
      if (at.stop !== null) reached.add(Number(at.stop))
      if (!at.shown && !at.ground) this.note(page, `${name}: the focus cannot be seen on ${at.what}`)
    }
    asked.forEach((what, n) => { if (!reached.has(n)) this.note(page, `${name}: Tab does not reach ${what}`) })
  }

  // walk goes through every page that this officer reaches by links from the desk, one page of each kind: two
  // households are one kind. What each kind is shown as is told by see.
  async walk(page, kinds, see) {
    const open = ['/']
    while (open.length > 0) {
      const to = open.shift()
      const kind = kindOf(to)
      if (kinds.has(kind)) continue
      kinds.add(kind)
      const answer = await page.goto(this.base + to).catch((refused) => {
        if (!/Download is starting/.test(refused.message)) throw refused
      })
      if (!answer) continue // a file
      if (answer.status() >= 400) this.note(page, `a link leads to ${to}, which answers ${answer.status()}`)
      await see(kind)
      const links = await page.$$eval('a[href^="/"]:not([download])', (all) => all.map((a) => a.getAttribute('href').split('#')[0]))
      for (const link of links) {
        if (link !== '' && !/\/(export|tables)(\/|\?|$)|\.[a-z]{3,4}($|\?)/.test(link) && !kinds.has(kindOf(link))) open.push(link)
      }
    }
  }

  // read has axe judge the page as it stands.
  async read(page, name) {
    await page.evaluate(axe)
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
    for (const found of violations) {
      if (found.impact !== 'serious' && found.impact !== 'critical') continue
      const where = found.nodes.slice(0, 3).map((n) => n.target.join(' ')).join('; ')
      this.note(page, `axe, ${name}: ${found.impact}: ${found.id}: ${found.help}: ${where}`)
    }
  }

  note(page, text) {
    this.notes.push(`${new URL(page.url()).pathname}: ${text}`)
  }
}
