// A witness watches everything a page does while the story plays: what the
// console says, what the network is asked, what axe finds, how it looks in
// both sizes. What it notes makes the story fail at its end.

import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const desk = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }

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

  // expected are the browser's own lines about an answer that the story wants to be a refusal.
  expected(message) {
    return message.type() === 'error' && /status of (403|404|409|422)/.test(message.text())
  }

  // look takes the open page's picture in both sizes and has axe read it.
  async look(page, name) {
    await page.waitForLoadState('networkidle')
    const number = String(++this.seen).padStart(2, '0')
    await mkdir(this.pictures, { recursive: true })
    for (const [size, label] of [[phone, 'phone'], [desk, 'desk']]) {
      await page.setViewportSize(size)
      await page.screenshot({ path: path.join(this.pictures, `${number}-${name}.${label}.png`), fullPage: true })
      const over = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth)
      if (over > 1) this.note(page, `${name} is ${over} px wider than the ${label}`)
      await this.read(page, `${name} on the ${label}`)
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
