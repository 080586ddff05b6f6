/* tb-identity-export: a device's key, certificate and path as a PKCS #12 file, made away from the main thread. */
#pragma once

#include <gio/gio.h>

#include "tb-run.h"

G_BEGIN_DECLS

/**
 * TB_IDENTITY_PASSPHRASE:
 *
 * Under which the file is written. It protects nothing: whoever has the seed has the key.
 */
#define TB_IDENTITY_PASSPHRASE "trustbed"

void     tb_identity_export_async  (TbRun *run, guint32 object, GBytes *certificate, GPtrArray *others, const char *path, GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean tb_identity_export_finish (GAsyncResult *result, GError **error);

G_END_DECLS
