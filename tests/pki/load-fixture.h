/* load-fixture: a folder for files, and the programs whose files we read and that read ours. */
#pragma once

#include "pki-fixture.h"

typedef struct
{
  PkiFixture pki;
  char *folder;
} LoadFixture;

void     load_fixture_set_up    (LoadFixture *fixture, gconstpointer algorithm);
void     load_fixture_tear_down (LoadFixture *fixture, gconstpointer algorithm);
char    *load_path              (LoadFixture *fixture, const char *name);
char    *load_write             (LoadFixture *fixture, const char *name, GBytes *bytes);
char    *load_write_text        (LoadFixture *fixture, const char *name, const char *text);
char    *load_run               (LoadFixture *fixture, const char *command_line, ...) G_GNUC_PRINTF (2, 3);
void     load_assert_error      (GError **error, gint code, const char *says);
