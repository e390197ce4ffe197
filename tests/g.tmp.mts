import { componentizeGuest } from '/work/main/tests/support/componentize.ts';
import { HostProcess, writeManifest } from '/work/main/tests/support/host-process.ts';
const w = await componentizeGuest('tests/host/guests/guest.js');
const h = await HostProcess.start({ from: writeManifest(w), args:['--request-timeout','3s'] });
for (const p of ['/echo?x=1','/count','/count','/count','/log','/trap','/trap-after-head','/loop','/slow','/stream','/large','/outbound','/empty','/length','/nope']) {
  const t=performance.now();
  try { const r = await h.fetch(p); const pieces:string[]=[]; const rd=r.body?.getReader(); if(rd) for(;;){const x=await rd.read(); if(x.done)break; pieces.push(Buffer.from(x.value).toString().slice(0,600)+'@'+(performance.now()-t).toFixed(0))}
  console.log(p, r.status, pieces.length>10?pieces.length:pieces, Object.fromEntries(r.headers)); } catch(e) {console.log(p,'ERR',String(e),String((e as any).cause),(performance.now()-t).toFixed(0))}
}
console.log(JSON.stringify(h.log,null,0).replaceAll('},{','},\n{'));
console.log(await h.stop());
