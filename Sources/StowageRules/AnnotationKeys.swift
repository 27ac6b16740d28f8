/// Annotations that say something to Karpenter.
package enum AnnotationKeys {
  /// Of pods and nodes: `true`, or on pods a duration for which it holds.
  package static let doNotDisrupt = "karpenter.sh/do-not-disrupt"
}
