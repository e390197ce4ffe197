# A namespace, the app and, if told, one Valkey for all replicas, by the Helm chart. The providers take the cluster from
# KUBE_CONFIG_PATH, or from the configuration that you give them.
terraform {
  required_version = ">= 1.11"
  required_providers {
    helm = {
      source  = "hashicorp/helm"
      version = "~> 3.1"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "~> 3.0"
    }
  }
}

locals {
  shared = var.redis_password_revision != null
  # As the name changes with the password, pods restart.
  secret = local.shared ? "takeaways-redis-${var.redis_password_revision}" : ""
  chosen = {
    replicas = var.replicas
    redis    = { enabled = local.shared, existingSecret = local.secret }
    exposure = var.host == null ? { by = "none" } : { by = "gateway", host = var.host }
  }
}

resource "kubernetes_namespace_v1" "app" {
  metadata {
    name = var.namespace
    labels = { # As k8s/base/executor has it; Helm makes no labels for namespaces.
      "pod-security.kubernetes.io/enforce"         = "baseline"
      "pod-security.kubernetes.io/enforce-version" = "latest"
    }
  }
}

resource "kubernetes_secret_v1" "redis" {
  count = local.shared ? 1 : 0
  metadata {
    name      = local.secret
    namespace = kubernetes_namespace_v1.app.metadata[0].name
  }
  data_wo          = { password = var.redis_password } # Never in the state.
  data_wo_revision = var.redis_password_revision
}

resource "helm_release" "app" {
  name       = "takeaways"
  namespace  = kubernetes_namespace_v1.app.metadata[0].name
  chart      = coalesce(var.chart, "${path.module}/../../charts/takeaways")
  version    = var.chart_version
  values     = [yamlencode(local.chosen), yamlencode(var.values)]
  wait       = var.wait
  depends_on = [kubernetes_secret_v1.redis]
}
