/* tb-key-store: see the header. */
#include "tb-key-store.h"

#define N_(text) text

static const TbKeyStoreInfo infos[] = {
  [TB_KEY_STORE_FLASH] = {
    "flash", N_("Flash"),
    N_("The private key itself: a copy of it passes for the device anywhere, until the certificate is revoked or expires."),
    TRUE, 0, "" },
  [TB_KEY_STORE_SECURE_ELEMENT] = {
    "secure-element", N_("Secure element"),
    N_("No key, only the chip that holds it: it signs for whoever has the device, for as long as they have it."),
    FALSE, 115000, "ATECC608, at-cryptoauth: 115 ms a signature" },
  [TB_KEY_STORE_TPM] = {
    "tpm", N_("TPM 2.0"),
    N_("No key: what is on the disk opens in this TPM alone. It signs for whoever controls the running device."),
    FALSE, 200000, "TPM 2.0: median 200 ms, 600 ms at the 95th percentile, study quoted at stiankri.substack" },
  [TB_KEY_STORE_PKCS11] = {
    "pkcs11", N_("PKCS #11 token"),
    N_("No key: it stays in the token. Whoever reaches the token and knows its PIN can have it sign."),
    FALSE, 0, "" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (infos) == TB_KEY_STORE_N_KINDS);

/**
 * tb_key_store_get_info:
 * @kind: a kind of key store
 *
 * Returns: (transfer none): its row of the table
 */
const TbKeyStoreInfo *
tb_key_store_get_info (TbKeyStoreKind kind)
{
  g_return_val_if_fail (kind < TB_KEY_STORE_N_KINDS, NULL);
  return &infos[kind];
}

/**
 * tb_key_store_kind_from_code:
 * @code: a stable name
 * @kind: (out): the kind
 *
 * Returns: %FALSE when @code names none
 */
gboolean
tb_key_store_kind_from_code (const char *code, TbKeyStoreKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    if (g_str_equal (infos[i].code, code))
      {
        *kind = (TbKeyStoreKind) i;
        return TRUE;
      }
  return FALSE;
}
