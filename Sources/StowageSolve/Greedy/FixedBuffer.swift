/// Plain storage of a fixed size that is never shared: the working memory of the filling kernels, which must not
/// allocate, count references or check for access conflicts inside their loops.
struct FixedBuffer<Element: BitwiseCopyable>: ~Copyable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating value: Element, count: Int) {
    self.count = count
    base = .allocate(capacity: max(1, count))
    base.initialize(repeating: value, count: count)
  }

  init(_ elements: some Collection<Element>) {
    count = elements.count
    base = .allocate(capacity: max(1, count))
    var index = 0
    for element in elements {
      (base + index).initialize(to: element)
      index += 1
    }
  }

  deinit { base.deallocate() }

  @inline(__always) subscript(_ index: Int) -> Element {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }

  func fill(with value: Element) { base.update(repeating: value, count: count) }
}
