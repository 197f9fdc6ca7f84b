/** A frame that carries this much of a change stands for it. */
export const carriesMost = 0.8
