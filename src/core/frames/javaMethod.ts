/** Whether a frame of a JVM is Java code, what it generated included: no C, no kernel, no thread of the VM. */
export const isJavaMethod = (name: string): boolean =>
  /^(?:[a-z_][\w-]*[./])+[A-Z][\w$]*(?:[.+/][\w+/.]*)?\.(?:[\w$]+|<\w+>)$/.test(name)
