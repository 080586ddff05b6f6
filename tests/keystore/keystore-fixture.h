/* keystore-fixture: a folder for one test program, a SoftHSM token and software TPMs in it, and proofs that a key signs. */
#pragma once

#include <gio/gio.h>

#include "tb-key-store.h"

#define TOKEN_PIN "5137"

typedef struct _SoftTpm SoftTpm;

void        keystore_begin          (void);
void        keystore_end            (void);
const char *keystore_folder         (void);
char       *keystore_path           (const char *name);
char       *keystore_write          (const char *name, const char *text);

const char *keystore_softhsm_module (void);
void        keystore_make_token     (const char *label, const char *pin);

SoftTpm    *soft_tpm_start          (const char *name);
void        soft_tpm_end            (SoftTpm *tpm);
char       *soft_tpm_address        (SoftTpm *tpm, const char *folder);

TbKeyStore *keystore_open           (const char *address, const char *pin);
TbKey      *keystore_generate       (TbKeyStore *store, const char *label, TbKeyAlgorithm algorithm);
TbKey      *keystore_load           (TbKeyStore *store, const char *label);
void        keystore_assert_refused (const char *address, const char *pin, TbCryptoError code, const char *part);
void        keystore_assert_same    (TbKey *one, TbKey *other);
void        keystore_assert_signs   (TbKey *key);
void        keystore_assert_stays   (TbKeyStore *store, const char *label, const char *part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SoftTpm, soft_tpm_end)
