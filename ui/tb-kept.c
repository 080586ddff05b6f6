/* What libraries allocate while they are loaded is theirs to keep, and the leak checker does not ask for it.
 *
 * GLib's first table of quarks is such: once a program knows more than 2048 names, GLib makes a larger table and leaves the first one to those
 * who may be reading it. Nothing of ours runs that early, so nothing of ours is hidden. Without AddressSanitizer this file is empty.
 */
#ifndef __has_feature
#define __has_feature(feature) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || __has_feature (address_sanitizer)
#include <sanitizer/lsan_interface.h>

static void
begin_loading (int argc, char **argv, char **environment)
{
  __lsan_disable ();
}

/* Called before the constructors of the libraries; the constructors of the program itself come after those. */
__attribute__ ((section (".preinit_array"), used)) static void (*const before_libraries) (int, char **, char **) = begin_loading;

__attribute__ ((constructor)) static void
end_loading (void)
{
  __lsan_enable ();
}
#else
typedef int TbKept;
#endif
