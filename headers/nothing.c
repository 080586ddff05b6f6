/* Nothing: the targets that have the compiler read the headers of the system once need a source. */
typedef int TbNothing;
