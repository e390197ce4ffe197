/**
 * What Redis runs to compare and set: nothing comes between the two. It takes a key, its new value and the
 * expected one, without which the key must be missing.
 */
export const swapScript = `
if redis.call('GET', KEYS[1]) ~= (ARGV[2] or false) then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
return 1`;
