/// An index into one flat array, typed by what the array holds, so that a class index cannot be used where an
/// offering index is meant. Names exist only at the borders of the program; inside, everything is an index.
public struct TypedID<Tag>: Hashable, Comparable, Sendable {
  /// The position in the array this id points into, counted from 0.
  public let index: Int

  /// An id for a position that the caller vouches for; nothing checks that the array is that long.
  @inlinable public init(_ index: Int) { self.index = index }

  @inlinable public static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

extension TypedID: CustomStringConvertible {
  public var description: String { String(index) }
}
