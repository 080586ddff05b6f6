/* ocsp-fixture: see the header. */
#include "ocsp-fixture.h"

#include <string.h>

const TbOcspTerms ocsp_usual_terms = { START_US, START_US + DAY_US, START_US + 60 * G_USEC_PER_SEC, FALSE };

/* Revoked are those whose serials are listed; lock-02 nobody knows. */
void
ocsp_look_up (const char *serial, TbOcspAnswer *answer, gpointer user_data)
{
  RevFixture *fixture = user_data;

  answer->status = TB_OCSP_GOOD;
  if (strcmp (serial, tb_certificate_get_serial (rev_certificate (fixture->locks[1]))) == 0)
    {
      answer->status = TB_OCSP_REVOKED;
      answer->revocation = (TbRevocation) { serial, START_US - DAY_US / 2, TB_REVOCATION_CERTIFICATE_HOLD };
    }
  if (strcmp (serial, tb_certificate_get_serial (rev_certificate (fixture->locks[2]))) == 0)
    answer->status = TB_OCSP_UNKNOWN;
}

GBytes *
ocsp_answer (RevFixture *fixture, TbIdentity *signer, GBytes *request, const TbOcspTerms *terms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbOcspResponder) responder = tb_ocsp_responder_new (signer, rev_certificate (fixture->issuing), &error);
  TbStream stream = rev_stream ("response");
  GBytes *response;

  g_assert_no_error (error);
  response = tb_ocsp_respond (responder, request, ocsp_look_up, fixture, terms, &stream, &error);
  g_assert_no_error (error);
  return response;
}

GBytes *
ocsp_request_about (RevFixture *fixture, TbOcspHash hash, GBytes *nonce)
{
  TbCertificate *asked[] = { rev_certificate (fixture->locks[0]), rev_certificate (fixture->locks[1]), rev_certificate (fixture->locks[2]) };
  g_autoptr (GError) error = NULL;
  GBytes *request = tb_ocsp_make_request_for (fixture->crypto, hash, asked, G_N_ELEMENTS (asked), rev_certificate (fixture->issuing), nonce, &error);

  g_assert_no_error (error);
  return request;
}

OCSP_BASICRESP *
ocsp_open_response (GBytes *der)
{
  const guint8 *at = g_bytes_get_data (der, NULL);
  OCSP_RESPONSE *response = d2i_OCSP_RESPONSE (NULL, &at, (long) g_bytes_get_size (der));
  OCSP_BASICRESP *basic;

  g_assert_nonnull (response);
  g_assert_cmpint (OCSP_response_status (response), ==, OCSP_RESPONSE_STATUS_SUCCESSFUL);
  basic = OCSP_response_get1_basic (response);
  g_assert_nonnull (basic);
  OCSP_RESPONSE_free (response);
  return basic;
}
