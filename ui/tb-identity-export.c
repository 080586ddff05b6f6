/* tb-identity-export: see the header. The key is made again from the device's random stream. */
#include "tb-identity-export.h"

#include "tb-device-key.h"
#include "tb-pkcs12.h"

typedef struct
{
  TbFleet *fleet;
  guint64 seed;
  guint32 object;
  GBytes *certificate;
  GPtrArray *others;     /* GBytes: from the issuer up to the root */
  char *path;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  tb_fleet_unref (export->fleet);
  g_bytes_unref (export->certificate);
  g_ptr_array_unref (export->others);
  g_free (export->path);
  g_free (export);
}

static GPtrArray *
read_others (const Export *export, TbCrypto *crypto, GError **error)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  for (guint i = 0; i < export->others->len; i++)
    {
      TbCertificate *other = tb_certificate_new_from_der (crypto, g_ptr_array_index (export->others, i), error);

      if (other == NULL)
        return NULL;
      g_ptr_array_add (others, other);
    }
  return g_steal_pointer (&others);
}

static GBytes *
make_file (const Export *export, GError **error)
{
  TbCrypto *crypto = tb_crypto_get_seeded (error);
  g_autoptr (TbCertificate) certificate = crypto ? tb_certificate_new_from_der (crypto, export->certificate, error) : NULL;
  g_autoptr (GPtrArray) others = certificate ? read_others (export, crypto, error) : NULL;
  g_autoptr (TbKey) key = others ? tb_device_key_new (crypto, export->seed, export->fleet, export->object, certificate, error) : NULL;
  g_autofree char *name = tb_fleet_dup_name (export->fleet, export->object);
  g_autoptr (TbIdentity) identity = key ? tb_identity_new (key, certificate, others) : NULL;

  return identity ? tb_pkcs12_write (identity, name, TB_IDENTITY_PASSPHRASE, error) : NULL;
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Export *export = data;
  GError *error = NULL;
  g_autoptr (GBytes) file = make_file (export, &error);

  if (file != NULL && g_file_set_contents_full (export->path, g_bytes_get_data (file, NULL), (gssize) g_bytes_get_size (file),
                                                G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * tb_identity_export_async:
 * @run: a seeded run
 * @object: a device or gateway
 * @certificate: one of its certificates, DER
 * @others: (element-type GBytes): what stands above it, DER
 * @path: the file to write, the whole or none
 * @callback: called on the main thread
 * @user_data: for @callback
 */
void
tb_identity_export_async (TbRun *run, guint32 object, GBytes *certificate, GPtrArray *others, const char *path, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Export *export = g_new0 (Export, 1);

  export->fleet = tb_fleet_ref (tb_run_get_fleet (run));
  export->seed = tb_run_get_seed (run);
  export->object = object;
  export->certificate = g_bytes_ref (certificate);
  export->others = g_ptr_array_ref (others);
  export->path = g_strdup (path);
  g_task_set_task_data (task, export, export_free);
  g_task_run_in_thread (task, work);
}

/**
 * tb_identity_export_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether the file was written
 */
gboolean
tb_identity_export_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
