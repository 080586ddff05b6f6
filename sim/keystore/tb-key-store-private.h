/* tb-key-store-private: what the kinds of stores share: an opened store, what each kind does, and a folder with one file a key. */
#pragma once

#include "tb-key-store.h"

G_BEGIN_DECLS

/**
 * TbKeyAddress:
 * @kind: which kind of store
 * @folder: (nullable): where its files are; %NULL for tokens
 * @tcti: (nullable): how to reach the TPM
 * @pin: (nullable): what the address says about the PIN, read from where it is
 */
typedef struct
{
  TbKeyStoreKind kind;
  char *folder;
  char *tcti;
  char *pin;
} TbKeyAddress;

gboolean tb_key_address_parse    (TbKeyAddress *address, const char *text, GError **error);
void     tb_key_address_clear    (TbKeyAddress *address);
char    *tb_key_address_read_pin (const char *source, GError **error);
void     tb_key_forget           (char *secret);

/**
 * TbKeyStoreClass:
 * @open: (nullable): reaches what holds the keys
 * @close: (nullable): lets go of it
 * @generate: makes a key pair under a name that is not taken
 * @load: takes up a key
 * @stays: why no key leaves, "" where they do
 */
typedef struct
{
  gboolean (*open)     (TbKeyStore *store, GError **error);
  void     (*close)    (TbKeyStore *store);
  TbKey   *(*generate) (TbKeyStore *store, const char *label, TbKeyAlgorithm algorithm, GError **error);
  TbKey   *(*load)     (TbKeyStore *store, const char *label, GError **error);
  const char *stays;
} TbKeyStoreClass;

struct _TbKeyStore
{
  const TbKeyStoreClass *class;
  char *text;                   /* the address as it was given */
  TbKeyAddress address;
  TbCrypto *crypto;             /* borrowed: the context its keys belong to, the live one or a token's own */
  gpointer token;               /* owned by the class */
};

extern const TbKeyStoreClass tb_flash_store_class;
extern const TbKeyStoreClass tb_secure_element_store_class;
extern const TbKeyStoreClass tb_tpm_store_class;
extern const TbKeyStoreClass tb_pkcs11_store_class;

gboolean  tb_key_folder_check_free (TbKeyStore *store, const char *label, GError **error);
gboolean  tb_key_folder_write      (TbKeyStore *store, const char *label, const char *text, gsize n_bytes, GError **error);
EVP_PKEY *tb_key_folder_read       (TbKeyStore *store, const char *label, GError **error);

G_END_DECLS
