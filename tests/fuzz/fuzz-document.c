/* Fuzzes the reader of documents: whatever a file holds, there is a document or one sentence that names the file, and the file is as it was. */
#include "fuzz.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "tb-document.h"

/* One file for all: only this process knows it. */
static const char *
get_path (void)
{
  static char *path;

  if (path == NULL)
    {
      int fd = g_file_open_tmp ("trustbed-fuzz-XXXXXX.trustbed", &path, NULL);

      g_assert_cmpint (fd, >=, 0);
      close (fd);
    }
  return path;
}

static void
write_file (const uint8_t *data, size_t n_bytes)
{
  FILE *file = g_fopen (get_path (), "wb");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (data, 1, n_bytes, file), ==, n_bytes);
  g_assert_cmpint (fclose (file), ==, 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbDocument) document = NULL;
  g_autofree char *after = NULL;
  gsize n_after;

  write_file (data, n_bytes);
  document = tb_document_load (get_path (), &error);
  g_assert_true ((document == NULL) == (error != NULL));
  if (error != NULL)
    {
      g_assert_true (g_str_has_prefix (error->message, get_path ()));
      g_assert_null (strchr (error->message, '\n'));
    }
  g_assert_true (g_file_get_contents (get_path (), &after, &n_after, NULL));
  g_assert_cmpmem (after, n_after, data, n_bytes);
  g_unlink (get_path ());
  return 0;
}

static TbDocument *
make_document (void)
{
  TbDocument *document = tb_document_new_empty ();
  TbDocumentBranch *branch = tb_document_branch_new (5);

  document->scenario = g_bytes_new_static ("<scenario/>", 11);
  document->name = g_strdup ("fuzz.xml");
  g_ptr_array_add (document->commands, g_strdup ("@1s power device=lock-01 state=off"));
  g_ptr_array_add (document->pending, g_strdup ("@1d power device=lock-01 state=on"));
  g_ptr_array_add (branch->lines, g_strdup ("@1s renew device=lock-01"));
  g_ptr_array_add (document->earlier, branch);
  document->lesson = tb_document_lesson_new ("tamper", "abc", "somebody");
  tb_document_lesson_add_answer (document->lesson, "q", "a", 3);
  tb_document_lesson_add_hint (document->lesson, "s", 1);
  return document;
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (TbDocument) document = make_document ();
  char *data;
  gsize n;

  g_assert_true (tb_document_save (document, get_path (), NULL));
  g_assert_true (g_file_get_contents (get_path (), &data, &n, NULL));
  g_unlink (get_path ());
  g_ptr_array_add (seeds, g_bytes_new_take (data, n));
  return seeds;
}
