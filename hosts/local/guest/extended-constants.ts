import { setFlagsFromString } from 'node:v8';

/** `(module (global i32 (i32.add (i32.const 1) (i32.const 2))))` */
const extendedConstant = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x06, 0x09, 0x01, 0x7f, 0x00, 0x41, 0x01, 0x41, 0x02, 0x6a, 0x0b],
);

/** Lets modules compute where their memory begins, as those made with QuickJS do. Node 20 has it behind a flag. */
export const allowExtendedConstants = (): void => {
  if (WebAssembly.validate(extendedConstant)) return;
  setFlagsFromString('--experimental-wasm-extended-const');
};
