/**
 * System calls that no jail has a use for. `shared`: into what namespaces do not divide, such as the kernel's keyrings,
 * where the person's own secrets may lie. `reaching`: of one process into another, its memory, registers, descriptors.
 */
const CALLS = {
  x64: {
    arch: 0xc000003e,
    shared: { add_key: 248, request_key: 249, keyctl: 250, perf_event_open: 298, bpf: 321, userfaultfd: 323 },
    reaching: { ptrace: 101, process_vm_readv: 310, process_vm_writev: 311, pidfd_getfd: 438 },
  },
  arm64: {
    arch: 0xc00000b7,
    shared: { add_key: 217, request_key: 218, keyctl: 219, perf_event_open: 241, bpf: 280, userfaultfd: 282 },
    reaching: { ptrace: 117, process_vm_readv: 270, process_vm_writev: 271, pidfd_getfd: 438 },
  },
} as const;

const [LOAD, EQUAL, AT_LEAST, RETURN] = [0x20, 0x15, 0x35, 0x06] as const;
const [ALLOW, REFUSE] = [0x7fff0000, 0x00050001] as const;
/** On x64, numbers from here on are those of another convention, and would pass by the list. */
const OTHER_CONVENTION = 0x40000000;

type Instruction = { readonly code: number; readonly yes?: number; readonly no?: number; readonly value: number };

const encode = (program: readonly Instruction[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(program.length * 8));
  program.forEach(({ code, yes = 0, no = 0, value }, index) => {
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, yes);
    view.setUint8(index * 8 + 3, no);
    view.setUint32(index * 8 + 4, value, true);
  });
  return new Uint8Array(view.buffer);
};

/**
 * A seccomp filter (classic BPF, as `bwrap --seccomp` reads it): the person's keyrings and the kernel's own instruments
 * are out of reach, and programs for another processor cannot call at all. Null where this processor is not known here.
 *
 * @param reach whether one process of the jail may reach into another one, as debuggers do
 */
export const callFilter = (
  { reach }: { readonly reach: boolean },
  processor: string = process.arch,
): Uint8Array | null => {
  if (processor !== 'x64' && processor !== 'arm64') return null;
  const { arch, shared, reaching } = CALLS[processor];
  const numbers = [...Object.values(shared), ...(reach ? [] : Object.values(reaching))];
  // A jump counts from the next instruction; the refusal stands last.
  const refusal = numbers.length + 5;
  return encode([
    { code: LOAD, value: 4 },
    { code: EQUAL, no: refusal - 2, value: arch },
    { code: LOAD, value: 0 },
    { code: AT_LEAST, yes: refusal - 4, value: OTHER_CONVENTION },
    ...numbers.map((value, index) => ({ code: EQUAL, yes: refusal - 5 - index, value })),
    { code: RETURN, value: ALLOW },
    { code: RETURN, value: REFUSE },
  ]);
};
