{{/* Names with a digest of their content, so that pods restart when it changes, as kustomize makes them. */}}
{{- define "takeaways.redis.secret" -}}
{{- .Values.redis.existingSecret | default (printf "takeaways-redis-%s" (.Values.redis.password | sha256sum | trunc 10)) -}}
{{- end }}

{{- define "takeaways.redis.files" -}}
{{- $files := dict }}
{{- range list "valkey.conf" "start.sh" "restore.sh" }}
{{- $_ := set $files . ($.Files.Get (printf "k8s/components/redis/%s" .)) }}
{{- end }}
{{- toYaml $files }}
{{- end }}

{{- define "takeaways.redis.configMap" -}}
takeaways-redis-{{ include "takeaways.redis.files" . | sha256sum | trunc 10 }}
{{- end }}

{{- define "takeaways.runtimeConfig.secret" -}}
takeaways-runtime-config-{{ .Values.runtimeConfig | sha256sum | trunc 10 }}
{{- end }}

{{/* Sets in a SpinApp what apps share: the level of logs, and the variables of the store. */}}
{{- define "takeaways.variables" -}}
{{- $variables := .app.spec.variables }}
{{- range $variables }}
{{- if eq .name "log_level" }}{{ $_ := set . "value" $.root.Values.logLevel }}{{ end }}
{{- end }}
{{- if .root.Values.redis.enabled }}
{{- range .root.Files.Get "k8s/components/redis/variables.yaml" | fromYamlArray }}
{{- if .value.valueFrom }}
{{- $_ := set .value.valueFrom.secretKeyRef "name" (include "takeaways.redis.secret" $.root) }}
{{- end }}
{{- $variables = append $variables .value }}
{{- end }}
{{- end }}
{{- $_ := set .app.spec "variables" $variables }}
{{- end }}
