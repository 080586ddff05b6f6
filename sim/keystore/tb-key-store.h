/* tb-key-store: where private keys live, behind one interface, and what a thief gets who takes the device.
 *
 * Flash is a folder of files; the secure element is simulated; PKCS #11 tokens and TPM 2.0 are real ones and serve authorities and live runs
 * only. Inside a seeded run all kinds are modelled: the table of kinds says what each would cost and what it would give away. */
#pragma once

#include "tb-key.h"

G_BEGIN_DECLS

typedef enum
{
  TB_KEY_STORE_FLASH,
  TB_KEY_STORE_SECURE_ELEMENT,
  TB_KEY_STORE_TPM,
  TB_KEY_STORE_PKCS11,
  TB_KEY_STORE_N_KINDS
} TbKeyStoreKind;

/**
 * TbKeyStoreInfo:
 * @code: stable name: `flash`, `secure-element`, `tpm`, `pkcs11`
 * @title: what people call it, marked for translation
 * @thief: one sentence, marked for translation: what a thief gets who dumps the device
 * @can_export: whether private keys can leave it
 * @sign_us: modelled time of one P-256 signature; 0 where the device's own processor signs or no figure is published
 * @source: where @sign_us is from, "" for none
 */
typedef struct
{
  const char *code;
  const char *title;
  const char *thief;
  gboolean can_export;
  gint64 sign_us;
  const char *source;
} TbKeyStoreInfo;

const TbKeyStoreInfo *tb_key_store_get_info       (TbKeyStoreKind kind);
gboolean              tb_key_store_kind_from_code (const char *code, TbKeyStoreKind *kind);

typedef struct _TbKeyStore TbKeyStore;

/* Address: `flash:FOLDER`, `secure-element:FOLDER`, `pkcs11:token=LABEL` (RFC 7512), `tpm:` with an optional TCTI. */
TbKeyStore     *tb_key_store_open      (const char *address, const char *pin, GError **error);
void            tb_key_store_close     (TbKeyStore *store);
TbKeyStoreKind  tb_key_store_get_kind  (TbKeyStore *store);
TbKey          *tb_key_store_generate  (TbKeyStore *store, const char *label, TbKeyAlgorithm algorithm, GError **error);
TbKey          *tb_key_store_load      (TbKeyStore *store, const char *label, GError **error);
GBytes         *tb_key_store_export    (TbKeyStore *store, const char *label, GError **error);   /* PKCS #8, or refused with the reason */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbKeyStore, tb_key_store_close)

G_END_DECLS
