variable "namespace" {
  description = "A namespace for the app alone."
  type        = string
  default     = "takeaways"
  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.namespace))
    error_message = "Expected the name of a namespace, such as takeaways."
  }
}

variable "chart" {
  description = "The chart of a release, such as oci://ghcr.io/OWNER/NAME/charts/takeaways, which has the digest of the app. Without it, that of this checkout."
  type        = string
  default     = null
}

variable "chart_version" {
  description = "The release, such as 1.0.0."
  type        = string
  default     = null
  validation {
    condition     = (var.chart_version == null) == !startswith(coalesce(var.chart, "./"), "oci://")
    error_message = "Expected a version for a chart in a registry, and none for a folder."
  }
}

variable "replicas" {
  type    = number
  default = 1
  validation {
    condition     = var.replicas >= 1 && floor(var.replicas) == var.replicas
    error_message = "Expected one replica or more."
  }
  validation {
    condition     = var.replicas == 1 || var.redis_password_revision != null
    error_message = "Replicas need a shared store. Set redis_password_revision and redis_password."
  }
}

variable "redis_password_revision" {
  description = "A number, with which all replicas share one Valkey. Raise it to change the password."
  type        = number
  default     = null
}

variable "redis_password" {
  description = "The password of Valkey."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
  validation {
    condition     = var.redis_password_revision == null || can(regex("^[\\w-]+$", var.redis_password))
    error_message = "Expected a password of letters, digits, _ and -, such as from openssl rand -hex 32."
  }
}

variable "host" {
  description = "The name by which the Gateway `public` in the namespace `gateway` serves the app."
  type        = string
  default     = null
}

variable "values" {
  description = "More values of the chart, as its values.yaml explains them."
  type        = any
  default     = {}
}

variable "wait" {
  description = "Whether to wait until Valkey is ready."
  type        = bool
  default     = true
}
