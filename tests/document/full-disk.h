/* full-disk: a disk that is full after so many writes, as SQLite sees it: no test can fill the real one. */
#pragma once

#include <glib.h>

void full_disk_install (void);             /* once, before any database is opened */
void full_disk_begin   (guint n_writes);   /* so many still go through */
void full_disk_end     (void);
