import { describe, expect, it } from 'vitest'
import { BoundedCache } from '../../../src/core/reach/membership/bounded-cache.ts'

describe('a bounded cache', () => {
  it('drops the oldest once the sizes exceed the budget, and never what was kept last', () => {
    const cache = new BoundedCache<string, Uint32Array>(10, (set) => set.length)
    cache.keep('a', new Uint32Array(4))
    const b = cache.keep('b', new Uint32Array(6))
    expect(cache.get('a')?.length).toBe(4)
    cache.keep('c', new Uint32Array(2))
    expect(cache.get('a')).toBe(undefined)
    expect(cache.get('b')).toBe(b)
    cache.keep('large', new Uint32Array(50))
    expect([cache.get('b'), cache.get('c')]).toEqual([undefined, undefined])
    expect(cache.get('large')?.length).toBe(50)
  })
})
