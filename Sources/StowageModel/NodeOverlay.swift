import StowageUnits

/// What somebody knows better than the catalog about some offerings (`karpenter.sh/v1alpha1`): another price, or
/// resources that the provider does not tell of.
public struct NodeOverlay: Hashable, Sendable {
  /// Of overlays with equal weight the one whose name comes last in the alphabet goes first.
  public var metadata: ObjectMeta
  /// The instance types and offerings that it is about; labels of the NodePool's template may be named as well.
  public var requirements: [NodeRequirement] = []
  /// In dollars per hour, as written; nil where it sets no price.
  public var price: String?
  /// Such as `+0.1`, `-10%`, as written.
  public var priceAdjustment: String?
  /// Added to what nodes of the type have, or in its place.
  public var capacity = ResourceList()
  /// The overlay with the highest weight decides.
  public var weight = 0

  /// An overlay of everything that changes nothing.
  public init(metadata: ObjectMeta) { self.metadata = metadata }
}
