import { expect, test } from 'vitest'
import { FrameCommitter, type FrameHost } from './frames'

class FakeHost implements FrameHost {
  time = 0
  hidden = false
  frames: (() => void)[] = []
  timers = new Map<number, { readonly due: number; readonly callback: () => void }>()
  listeners = new Set<() => void>()
  #next = 1

  now() {
    return this.time
  }
  requestFrame(callback: () => void) {
    this.frames.push(callback)
    return this.frames.length
  }
  cancelFrame() {
    this.frames = []
  }
  setTimer(callback: () => void, millis: number) {
    this.timers.set(this.#next, { due: this.time + millis, callback })
    return this.#next++
  }
  clearTimer(handle: number) {
    this.timers.delete(handle)
  }
  isHidden() {
    return this.hidden
  }
  onVisibilityChange(callback: () => void) {
    this.listeners.add(callback)
    return () => this.listeners.delete(callback)
  }

  runFrame() {
    const frames = this.frames
    this.frames = []
    for (const frame of frames) {
      frame()
    }
  }
  advance(millis: number) {
    this.time += millis
    for (const [handle, timer] of [...this.timers]) {
      if (timer.due <= this.time && this.timers.delete(handle)) {
        timer.callback()
      }
    }
  }
  setHidden(hidden: boolean) {
    this.hidden = hidden
    for (const listener of [...this.listeners]) {
      listener()
    }
  }
}

function setUp(costMillis = 0) {
  const host = new FakeHost()
  const commits: boolean[] = []
  const committer = new FrameCommitter((isInFrame) => {
    commits.push(isInFrame)
    host.time += costMillis
  }, host)
  return { host, commits, committer }
}

test('any number of requests is one commit in the next frame', () => {
  const { host, commits, committer } = setUp()
  committer.request()
  committer.request()
  expect(commits).toEqual([])
  host.runFrame()
  expect(commits).toEqual([true])
  host.runFrame()
  expect(commits).toEqual([true])
})

test('a frame waits for three times what the last commit cost', () => {
  const { host, commits, committer } = setUp(20)
  committer.request()
  host.runFrame()
  committer.request()
  host.advance(59)
  host.runFrame()
  expect(commits.length).toBe(1)
  host.advance(1)
  host.runFrame()
  expect(commits.length).toBe(2)
})

test('without frames, a timer commits after 250 ms', () => {
  const { host, commits, committer } = setUp()
  committer.request()
  host.advance(249)
  expect(commits).toEqual([])
  host.advance(1)
  expect(commits).toEqual([false])
})

test('a hidden page asks for no frame and keeps up by the timer', () => {
  const { host, commits, committer } = setUp()
  host.hidden = true
  committer.request()
  expect(host.frames).toEqual([])
  host.advance(250)
  expect(commits).toEqual([false])
})

test('a page that becomes hidden commits what waits at once', () => {
  const { host, commits, committer } = setUp()
  committer.request()
  host.setHidden(true)
  expect(commits).toEqual([false])
})

test('closing commits what waits, and nothing after that', () => {
  const { host, commits, committer } = setUp()
  committer.request()
  committer.close()
  committer.request()
  host.runFrame()
  host.advance(1000)
  expect(commits).toEqual([false])
  expect(host.listeners.size).toBe(0)
})

test('closing with nothing waiting commits nothing', () => {
  const { commits, committer } = setUp()
  committer.close()
  expect(commits).toEqual([])
})
