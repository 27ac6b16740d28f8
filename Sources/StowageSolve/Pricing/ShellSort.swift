/// Sorts indexes by ascending key, equal keys by index. Shell's method: short lists, no allocation, no closure.
func sort(_ order: UnsafeMutablePointer<Int32>, count: Int, by key: UnsafePointer<Double>) {
  var gap = 1
  while gap < count / 3 { gap = 3 * gap + 1 }
  while gap > 0 {
    var start = gap
    while start < count {
      let moved = order[start]
      let movedKey = key[Int(moved)]
      var place = start
      while place >= gap {
        let other = order[place - gap]
        let otherKey = key[Int(other)]
        if otherKey < movedKey || (otherKey == movedKey && other < moved) { break }
        order[place] = other
        place -= gap
      }
      order[place] = moved
      start += 1
    }
    gap /= 3
  }
}
