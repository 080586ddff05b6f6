/* tb-bench-export: see the header. Message and signature are written as they arrived, with the keys as they are: openssl comes to the verdict of the bench. */
#include "tb-bench-export.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tb-pem.h"

#define PUBLIC_LABEL "PUBLIC KEY"
#define POINT_BYTES  65

/* Readers of PEM skip what stands before the first line of dashes. */
static const char notice[] = "A simulated key, made again by whoever knows the seed: for lessons only.\n";

static gboolean
put (const char *folder, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  static const char nothing[] = "";
  gsize n_bytes;
  const char *data = g_bytes_get_data (bytes, &n_bytes);

  return g_file_set_contents_full (path, data ? data : nothing, (gssize) n_bytes, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static gboolean
put_public (const char *folder, const char *name, GBytes *spki, GError **error)
{
  g_autoptr (GBytes) pem = tb_pem_write (PUBLIC_LABEL, spki);

  return put (folder, name, pem, error);
}

static gboolean
put_private (const char *folder, TbKey *key, GError **error)
{
  g_autoptr (GBytes) pem = tb_key_to_pem (key, NULL, error);
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autoptr (GBytes) whole = NULL;

  if (pem == NULL)
    return FALSE;
  g_byte_array_append (text, (const guint8 *) notice, strlen (notice));
  g_byte_array_append (text, g_bytes_get_data (pem, NULL), (guint) g_bytes_get_size (pem));
  whole = g_byte_array_free_to_bytes (g_steal_pointer (&text));
  return put (folder, "key.pem", whole, error);
}

/* The ephemeral point of an envelope, as a public key. */
static gboolean
put_point (const char *folder, TbKey *owner, GBytes *sealed, GError **error)
{
  gsize n_sealed, n_spki = g_bytes_get_size (tb_key_get_spki (owner));
  const guint8 *point = g_bytes_get_data (sealed, &n_sealed);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (tb_key_get_spki (owner), NULL), n_spki);
  g_autoptr (GBytes) spki = NULL;

  if (n_sealed < POINT_BYTES || n_spki < POINT_BYTES)
    return TRUE;
  memcpy (data + n_spki - POINT_BYTES, point, POINT_BYTES);      /* a point of the same curve stands where the owner's does */
  spki = g_bytes_new (data, n_spki);
  return put_public (folder, "ephemeral.pem", spki, error);
}

static gboolean
put_envelope (const TbBenchQuestion *question, const TbBenchAnswer *answer, const char *folder, TbKey *owner, GError **error)
{
  return put (folder, "message.bin", answer->message, error) && put (folder, "message.sealed", answer->sent, error)
         && put_public (folder, "public.pem", tb_key_get_spki (owner), error)
         && (question->scheme != TB_ENVELOPE_ECDH || put_point (folder, owner, answer->sent, error));
}

static gboolean
is_key_touched (const TbBenchQuestion *question)
{
  for (guint i = 0; i < question->flips->len; i++)
    if (strcmp (g_array_index (question->flips, TbSignFlip, i).step, "key") == 0)
      return TRUE;
  return FALSE;
}

static gboolean
put_signature (const TbBenchAnswer *answer, const char *folder, GBytes *verifier, GError **error)
{
  return put (folder, "message.bin", answer->arrived, error) && put (folder, "message.sig", answer->sent, error)
         && put_public (folder, "public.pem", verifier, error);
}

/**
 * tb_bench_export:
 * @question: a signature or an envelope
 * @folder: where to, which is made unless it is there
 * @error: return location
 *
 * Writes `message.bin`, `message.sig` or `message.sealed`, `key.pem` of whoever signs or reads, and `public.pem`; each whole or not at all. Takes long: not for
 * the main thread.
 *
 * Returns: %FALSE when it cannot be done, or with a key that was touched, which OpenSSL might not take for one
 */
gboolean
tb_bench_export (const TbBenchQuestion *question, const char *folder, GError **error)
{
  g_autoptr (TbBenchAnswer) answer = NULL;

  if (is_key_touched (question))
    {
      g_set_error_literal (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED, _("A key with bits turned over cannot be saved: mend it first."));
      return FALSE;
    }
  answer = tb_bench_answer_new (question, error);
  if (answer == NULL)
    return FALSE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _("The folder %s cannot be made."), folder);
      return FALSE;
    }
  if (question->kind == TB_BENCH_SEAL)
    return put_private (folder, answer->keys[0], error) && put_envelope (question, answer, folder, answer->keys[0], error);
  return put_private (folder, answer->keys[0], error) && put_signature (answer, folder, tb_key_get_spki (answer->keys[1]), error);
}

/* --- the thread --- */

typedef struct
{
  TbBenchQuestion *question;
  char *folder;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  tb_bench_question_free (export->question);
  g_free (export->folder);
  g_free (export);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Export *export = data;
  GError *error = NULL;

  if (tb_bench_export (export->question, export->folder, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * tb_bench_export_async:
 * @question: (transfer full): a signature or an envelope
 * @folder: see [func@bench_export]
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
tb_bench_export_async (TbBenchQuestion *question, const char *folder, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Export *export = g_new (Export, 1);

  *export = (Export) { question, g_strdup (folder) };
  g_task_set_task_data (task, export, export_free);
  g_task_run_in_thread (task, work);
}

gboolean
tb_bench_export_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
