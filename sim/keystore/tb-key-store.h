/* tb-key-store: where private keys live, behind one interface, and what a thief gets who takes the device.
 *
 * Flash is a folder of files; the secure element is simulated; PKCS #11 tokens and TPM 2.0 are real ones. All of them serve authorities and live
 * runs only: inside a seeded run they are modelled, and the table of kinds says what each would cost and what it would give away. */
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

/**
 * TbKeyStore:
 *
 * An opened store. Keys taken from it outlive it. A store is used by one thread at a time; keys by any number, except a TPM's, which are used by one
 * as well (tpm2-openssl 1.1 talks to its TPM without a lock).
 *
 * The address of a store is a URI that begins with its kind:
 *
 * - `flash:FOLDER` and `secure-element:FOLDER`
 * - `tpm:FOLDER`, with `?tcti=TCTI` where the TPM is not the system's own; the folder holds what only this TPM can open
 * - `pkcs11:token=LABEL` and the other attributes of RFC 7512, among them `?module-path=FILE`
 *
 * A folder with special characters is percent-encoded, see [func@key_store_make_address]. The PIN is the caller's, or comes from
 * `pin-source=file:FILE` or `pin-source=env:VARIABLE` in the query; a PIN in the address itself is refused, for a command line can be read by all.
 */
typedef struct _TbKeyStore TbKeyStore;

TbKeyStore     *tb_key_store_open         (const char *address, const char *pin, GError **error);
void            tb_key_store_close        (TbKeyStore *store);
TbKeyStoreKind  tb_key_store_get_kind     (TbKeyStore *store);
TbKey          *tb_key_store_generate     (TbKeyStore *store, const char *label, TbKeyAlgorithm algorithm, GError **error);
TbKey          *tb_key_store_load         (TbKeyStore *store, const char *label, GError **error);
GBytes         *tb_key_store_export       (TbKeyStore *store, const char *label, GError **error);
char           *tb_key_store_make_address (TbKeyStoreKind kind, const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbKeyStore, tb_key_store_close)

G_END_DECLS
