/* tb-enrol-client-voucher: a device that trusts nobody but its maker asks whose it is, before it asks for a certificate. */
#include "tb-enrol-client-private.h"

#include <openssl/rand.h>

#include "tb-crypto-private.h"
#include "tb-voucher-private.h"

#define NONCE_BYTES 16

static gboolean
draw_nonce (TbEnrolClient *client)
{
  guint8 bytes[NONCE_BYTES];
  gboolean good;
  TbJob job;

  tb_job_enter_stream (&job, &client->stream);
  good = RAND_bytes_ex (tb_crypto_get_libctx (client->terms.crypto), bytes, sizeof bytes, 0) == 1;
  tb_job_leave (&job);
  g_clear_pointer (&client->voucher_nonce, g_bytes_unref);
  client->voucher_nonce = good ? g_bytes_new (bytes, sizeof bytes) : NULL;
  return good;
}

TbEnrolStep
tb_enrol_client_ask_voucher (TbEnrolClient *client, gint64 now_us)
{
  const TbEnrolClientTerms *terms = &client->terms;
  g_autofree char *owned = NULL;
  g_autoptr (GBytes) request = NULL;
  TbVoucherAsk ask = { 0 };

  if (terms->factory == NULL || !draw_nonce (client))
    return tb_enrol_client_fail (client, "no-request");
  ask.serial_number = tb_voucher_get_serial_number (tb_identity_get_certificate (terms->factory), &owned);
  ask.nonce = client->voucher_nonce;
  ask.registrar = terms->shown != NULL && terms->shown->len > 0 ? g_ptr_array_index (terms->shown, 0) : NULL;
  if (ask.serial_number != NULL)
    request = tb_voucher_request_make (&ask, terms->factory, &client->stream, now_us, NULL);
  return request != NULL ? tb_enrol_client_send (client, tb_voucher_ask (request)) : tb_enrol_client_fail (client, "no-request");
}

static void
trust (TbEnrolClient *client, TbCertificate *pinned)
{
  client->told = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  g_ptr_array_add (client->told, tb_certificate_ref (pinned));
}

static gboolean
judge (TbEnrolClient *client, GBytes *voucher, gint64 now_us)
{
  const TbEnrolClientTerms *terms = &client->terms;
  g_autofree char *owned = NULL;
  const char *serial_number = tb_voucher_get_serial_number (tb_identity_get_certificate (terms->factory), &owned);
  const TbVoucherExpected expected = { terms->crypto, terms->makers, serial_number, client->voucher_nonce, terms->shown };
  g_auto (TbVoucherVerdict) verdict = { 0 };

  if (!tb_voucher_verify (&expected, voucher, now_us, &verdict, NULL))
    tb_enrol_client_fail (client, "bad-answer");
  else if (verdict.reason != TB_VOUCHER_GOOD)
    tb_enrol_client_fail (client, "voucher-%s", tb_voucher_reason_to_code (verdict.reason));
  else
    trust (client, verdict.pinned);
  return client->told != NULL;
}

/* Returns: whether it knows now whom to trust; otherwise the client has failed */
gboolean
tb_enrol_client_take_voucher (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us)
{
  g_autoptr (GBytes) voucher = last->status == 200 ? tb_voucher_read (last, NULL) : NULL;

  if (voucher != NULL)
    return judge (client, voucher, now_us);
  if (last->status != 200)
    tb_enrol_client_fail (client, "http-%u", last->status);
  else
    tb_enrol_client_fail (client, "bad-answer");
  return FALSE;
}
