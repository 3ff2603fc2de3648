// The pictures of docs/officers: what a county officer does in a month, step by step, on a demonstration county that is
// made for it. `make pictures` draws them anew.

import path from 'node:path'
import { chromium } from 'playwright-core'

import { Witness, desk } from './witness.mjs'

const { BASE, CHROMIUM, PICTURES, SAMPLES, PASSWORD } = process.env
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const witness = new Witness(BASE, PICTURES)
const browser = await chromium.launch({ executablePath: CHROMIUM, args: flags })
const context = await browser.newContext({ locale: 'zh-CN', viewport: desk, colorScheme: 'light', reducedMotion: 'reduce' })
const page = await context.newPage()

const go = (to) => page.goto(BASE + to)
const leave = (by) => Promise.all([page.waitForNavigation(), by])
const press = (name) => leave(page.locator('main').getByRole('button', { name }).first().click())
const follow = (name) => leave(page.locator('main').getByRole('link', { name }).first().click())
const arrive = async () => { // work under way shows itself until it has ended
  for (let i = 0; i < 120 && await page.locator('progress, .progress').count() > 0; i++) {
    await page.waitForTimeout(500)
    await page.reload()
  }
}
const signIn = async (name) => {
  await context.clearCookies()
  await witness.signIn(page, name, PASSWORD)
}
const show = async (name, height = desk.height) => {
  await page.waitForTimeout(200)
  await page.screenshot({ path: path.join(PICTURES, `officers-${name}.png`), clip: { x: 0, y: 0, width: desk.width, height } })
  console.log(name)
}

// 安装: the door, and who works here.
await go('/sign-in')
await show('sign-in')
await signIn('admin01')
await go('/officer')
await show('officers', 580)

// 体检, of the system and of the rolls; 备份.
await go('/checkup')
await press('立即体检')
for (let i = 0; i < 60 && !(await page.locator('table.list').count()); i++) {
  await page.waitForTimeout(500)
  await go('/checkup')
}
await show('checkup', 412)
await go('/backup')
await press('立即备份')
await page.waitForTimeout(3000)
await go('/backup')
await show('backup', 300)
await signIn('prepare01')
await go('/rollcheck')
await show('rollcheck', 760)
await page.locator('table.list tbody a').first().click()
await page.waitForLoadState()
await show('finding', 800)

// 导入: a list is tried, and taken.
await go('/intake/new')
await page.getByLabel('发放名册').check()
await page.getByLabel('名册所属乡镇').selectOption({ label: '溢水镇' })
await page.getByLabel('名册从哪一天起有效').fill('2026-10-01')
await page.locator('input[type=file]').setInputFiles(path.join(SAMPLES, '练习名册-溢水镇-2026年10月.csv'))
await show('intake-new')
await press('试读')
await arrive()
await show('intake-tried')

// 月度发放: proposals, a roster, three people.
await go('/benefit/proposals?month=2026-11')
await show('proposals', 800)
await go('/disbursement?month=2026-11')
await show('rosters', 500)
await follow(/低保/)
await show('roster')
await browser.close()
