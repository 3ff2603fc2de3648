// The story in a real browser: a messy roll comes in, a refusal is read, changes are confirmed, November's roster
// passes through three people and is exported. Every page is looked at in both sizes and read by axe; the console
// must stay silent, and no other host may be asked.

import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from 'playwright-core'

import { Witness, desk, phone } from './witness.mjs'

const { BASE, CHROMIUM, PICTURES, SAMPLES, PASSWORD, PROFILE } = process.env
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

await rm(PICTURES, { recursive: true, force: true })
const witness = new Witness(BASE, PICTURES)
const context = await chromium.launchPersistentContext(PROFILE, { executablePath: CHROMIUM, args: flags, viewport: desk, locale: 'zh-CN', acceptDownloads: true })
const page = context.pages()[0]
witness.watch(page)

const go = (to) => page.goto(BASE + to)
const leave = (by) => Promise.all([page.waitForNavigation(), by])
const press = (name) => leave(page.locator('main').getByRole('button', { name }).first().click())
const follow = (name) => leave(page.locator('main').getByRole('link', { name }).first().click())
const bare = (text) => text.replace(/\s/g, '')
const sees = async (text) => {
  const said = bare(await page.locator('body').innerText())
  if (!said.includes(bare(text))) throw new Error(`${page.url()} does not say ${text}; it says: ${said.slice(0, 600)}`)
}
const signIn = async (name) => {
  await context.clearCookies()
  await witness.signIn(page, name, PASSWORD)
  await sees('今日')
}

// The door, and what waits.
await go('/sign-in')
await witness.look(page, 'sign-in')
await signIn('prepare01')
await witness.look(page, 'desk')

// By the keyboard alone: the search box, a list, a record, every field of a form.
const focused = (selector) => page.evaluate((s) => document.activeElement.matches(s), selector)
const needs = async (is, what) => { if (!(await is)) throw new Error(`${page.url()}: ${what}`) }
await witness.tab(page, 'the desk by keyboard')
await go('/household')
await page.keyboard.press('Tab')
await needs(focused('.skip'), 'the first Tab does not offer to skip to the page')
await page.keyboard.press('/')
await needs(focused('#find'), '/ does not lead to the search box')
await page.keyboard.press('Escape')
await page.keyboard.press('Control+k')
await needs(focused('#find'), 'Ctrl+K does not lead to the search box')
await page.keyboard.press('Escape')
const second = await page.locator('table.list tbody tr').nth(1).locator('a').first().getAttribute('href')
for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key)
await needs(focused(`a[href="${second}"]`), 'j and k do not go through the list')
await leave(page.keyboard.press('Enter'))
await needs(new URL(page.url()).pathname === second, 'Enter does not open the row')
await witness.tab(page, 'a household by keyboard')
await go('/household/new')
await witness.tab(page, 'a form by keyboard')

// A messy roll: the trial first, then what is good of it.
await go('/intake')
await witness.look(page, 'intake')
await follow('导入一个文件')
await witness.look(page, 'intake-new')
await page.check('input[name="kind"][value="roll"]')
await page.selectOption('select[name="division"]', '420323101000')
await page.fill('input[name="as_of"]', '2026-10-01')
await page.setInputFiles('input[type="file"]', path.join(SAMPLES, '练习名册-溢水镇-2026年10月.csv'))
await press('试读')
await sees('第18位校验不符')
await sees('还没有导入')
await witness.look(page, 'intake-trial')
await follow('逐行核对')
await witness.look(page, 'intake-rows')
await page.goBack()
await press('只导入没有错误的')
await sees('已导入6户')

// Find somebody, and read why the household does not qualify.
await page.fill('input[name="q"]', '孙红英')
await leave(page.keyboard.press('Enter'))
await sees('孙红英')
await witness.look(page, 'find')
await follow('孙红英')
await witness.look(page, 'person')
await go('/household')
await witness.look(page, 'households')
await go('/benefit/proposals?month=2026-11&kind=stop')
await witness.look(page, 'proposals')
await follow('孙红英')
await sees('人均月收入 683.33 元，高于标准 560.00 元，超出 123.33 元')
await witness.look(page, 'proposal')
const household = await page.locator('main a[href^="/household/"]').first().getAttribute('href')
await go(household)
await witness.look(page, 'household')
await go(household.replace('/household/', '/assistance/sheets/') + '?month=2026-11')
await sees('683.33')
await witness.look(page, 'sheet')
await go('/provisions')
await witness.look(page, 'values')
await go('/assistance/requests')
await witness.look(page, 'requests')
await go('/benefit/awards')
await witness.look(page, 'awards')

// Work the month out again, lay all changes before the officer, confirm them.
await go('/benefit/proposals?month=2026-11')
await press('重新核定')
await press('可确认的全部')
await witness.look(page, 'batch')
await press('确认这')
await go('/benefit/proposals?month=2026-11&kind=stop&state=confirmed')
await sees('已确认')

// The roster: three people.
await go('/disbursement')
await witness.look(page, 'rosters')
await follow('2026年11月低保发放名册')
const roster = new URL(page.url()).pathname
await press('重新编制')
await witness.look(page, 'roster-draft')
await press('报审')
await sees('待审核')
await signIn('review01')
await go(roster)
await witness.look(page, 'roster-review')
await press('审核通过')
await sees('待签批')
await signIn('sign01')
await go(roster)
await press('签批')
await sees('已签批')
await witness.look(page, 'roster-signed')

// Export: the bank's file carries its count and sum.
await signIn('prepare01')
await go(roster)
await follow('导出')
await witness.look(page, 'export')
await page.check('input[name="format"][value="csv"]')
await page.fill('main input[name="reason"], main textarea[name="reason"]', '送农商行代发')
const [download] = await Promise.all([page.waitForEvent('download'), page.locator('main').getByRole('button', { name: '导出' }).click()])
const bank = await readFile(await download.path(), 'utf8')
if (!bank.trimEnd().split('\n').at(-1).includes('258476.50')) throw new Error('the last line of the bank file lacks the sum: ' + bank.trimEnd().split('\n').at(-1))

// The log, and the officers.
await signIn('audit01')
await go('/log')
await sees('签批')
await witness.look(page, 'log')
await signIn('admin01')
await go('/officer')
await witness.look(page, 'officers')
await follow('任用')
await witness.look(page, 'officer-new')
await go('/password')
await witness.look(page, 'password')

// A village sees its village, on a phone.
await signIn('village01')
await go('/household')
await witness.look(page, 'village')

// And every page there is, as each officer reaches it by links: small and light, large and dark.
const kinds = new Set()
for (const name of ['prepare01', 'sign01', 'town01', 'village01', 'audit01', 'admin01']) {
  await signIn(name)
  kinds.delete('/')
  await witness.walk(page, kinds, async (kind) => {
    await witness.examine(page, name + kind, [[phone, 'phone', 'light'], [desk, 'desk', 'dark']], false)
  })
}

await context.close()
if (witness.notes.length > 0) {
  console.error(witness.notes.join('\n'))
  process.exit(1)
}
console.log(`${witness.seen} steps in both sizes, light and dark, and ${kinds.size} kinds of pages: axe finds nothing serious, the console is silent`)
