/* leak: loses blocks of memory, so that a sanitized build can prove that it would notice. Several, and in a
 * function of their own: the last pointer may linger in a register, where the detector takes it for a use. */
#include <stdlib.h>
#include <string.h>

static char *volatile lost;

static void __attribute__ ((noinline))
lose (void)
{
  lost = malloc (100);
  memset (lost, 1, 100);
  lost = NULL;
}

int
main (void)
{
  for (int i = 0; i < 10; i++)
    lose ();
  return 0;
}
