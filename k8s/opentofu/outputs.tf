output "service" {
  description = "Where pods of the cluster reach the app."
  value       = "http://takeaways.${kubernetes_namespace_v1.app.metadata[0].name}"
}
