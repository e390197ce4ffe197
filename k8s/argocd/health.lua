-- The health of a SpinApp. Argo CD has a check of its own, which never finds one healthy: it takes the condition Progressing for a
-- rollout in progress, but the operator copies it from the Deployment, where it stays true after a rollout.
local conditions = {}
for _, condition in ipairs((obj.status or {}).conditions or {}) do
  conditions[condition.type] = condition
end
local progressing = conditions.Progressing or {}
local available = conditions.Available or {}

if progressing.status == "False" then
  return { status = "Degraded", message = progressing.message }
end
if progressing.reason ~= "NewReplicaSetAvailable" then
  return { status = "Progressing", message = progressing.message or "Waiting for the operator" }
end
if available.status == "True" then
  return { status = "Healthy", message = available.message }
end
return { status = "Degraded", message = available.message or "No pod is available" }
