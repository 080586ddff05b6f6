/* document-fixture: a folder of its own, a small run, and documents of it. */
#pragma once

#include "tb-document-file.h"

typedef struct
{
  char *folder;
  char *path;          /* of the document */
  TbRun *run;
} DocumentFixture;

void        document_fixture_set_up    (DocumentFixture *fixture, gconstpointer data);
void        document_fixture_tear_down (DocumentFixture *fixture, gconstpointer data);
void        document_do                (TbRun *run, const char *line);              /* and waits until it has applied */
TbDocument *document_save_and_load     (DocumentFixture *fixture);
void        document_save              (DocumentFixture *fixture);
void        document_assert_lines      (GPtrArray *lines, const char *const *expected);
void        document_assert_refused    (const char *path, TbDocumentError code);    /* in one sentence that names the file, and it is as it was */
