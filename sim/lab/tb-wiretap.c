/* tb-wiretap: see the header. Whether a key opens a session for real is the business of tb-opening; here it is told from what the journal knows, which holds no
 * private keys. */
#include "tb-wiretap.h"

#include "tb-certificate.h"

#define RSA_TRANSPORT "TLS_RSA_WITH_"     /* what the names of such suites begin with */

/**
 * tb_wiretap_is_recorded:
 * @fleet: who is there
 * @client: a device
 * @server: a service
 *
 * Returns: whether what they say passes somebody who listens
 */
gboolean
tb_wiretap_is_recorded (TbFleet *fleet, guint32 client, guint32 server)
{
  guint32 eavesdropper;

  return tb_fleet_is_watched (fleet, client, server, &eavesdropper);
}

static gboolean
transports_by_rsa (TbTranscript *transcript)
{
  return tb_transcript_is_accepted (transcript) && g_str_has_prefix (tb_transcript_get_cipher (transcript), RSA_TRANSPORT);
}

static gboolean
have_same_key (TbCrypto *crypto, GBytes *one, GBytes *other)
{
  g_autoptr (TbCertificate) first = one != NULL ? tb_certificate_new_from_der (crypto, one, NULL) : NULL;
  g_autoptr (TbCertificate) second = tb_certificate_new_from_der (crypto, other, NULL);

  return first != NULL && second != NULL
         && EVP_PKEY_eq (X509_get0_pubkey (tb_certificate_get_x509 (first)), X509_get0_pubkey (tb_certificate_get_x509 (second))) == 1;
}

/**
 * tb_wiretap_can_read:
 * @state: at a time
 * @fleet: who is there
 * @journal: what happened
 * @client: a device
 * @server: a service
 * @transcript: of a session between the two
 *
 * Returns: whether whoever has stolen a key of @server by then has recorded the session, and opens it with that key (RFC 5246 section 8.1.1)
 */
gboolean
tb_wiretap_can_read (const TbState *state, TbFleet *fleet, TbJournal *journal, guint32 client, guint32 server, TbTranscript *transcript)
{
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  guint32 eavesdropper;
  guint n;
  const TbTheft *thefts = tb_state_get_thefts (state, &n);
  g_autoptr (GBytes) shown = NULL;

  if (crypto == NULL || n == 0 || !transports_by_rsa (transcript) || !tb_fleet_is_watched (fleet, client, server, &eavesdropper))
    return FALSE;
  shown = tb_transcript_get_peer_certificate (transcript, TB_SIDE_SERVER, 0);
  for (guint i = 0; i < n; i++)
    if (thefts[i].broker == server && thefts[i].thief == eavesdropper && have_same_key (crypto, shown, tb_journal_get_payload (journal, thefts[i].certificate)))
      return TRUE;
  return FALSE;
}
