/* tb-dissect-http-words: what header fields, targets and media types are for, as far as enrolment uses them. */
#include "tb-dissect-enrol.h"

#include <string.h>

#include "tb-http.h"

#define HTTP(section) "RFC 9110 section " section
#define EST(section) "RFC 7030 section " section
#define SCEP(section) "RFC 8894 section " section
#define ACME(section) "RFC 8555 section " section

static const TbHttpWord fields[] = {
  { "Host", N_("Which of the servers at this address is meant."), HTTP ("7.2") },
  { "Content-Type", N_("What the content is, so that the receiver knows how to read it."), HTTP ("8.3") },
  { "Content-Length", N_("How many bytes the content has; the next message begins after them."), HTTP ("8.6") },
  { "Content-Transfer-Encoding", N_("Says base64, as e-mail does; in EST the content is base64 in any case."), "RFC 8951 section 3.1" },
  { "Transfer-Encoding", N_("How the content is cut into pieces on its way."), "RFC 9112 section 6.1" },
  { "Connection", N_("Whether the connection stays open after this message."), HTTP ("7.6.1") },
  { "Authorization", N_("Name and secret of who asks, only encoded, not encrypted: nothing but TLS protects them."), "RFC 7617 section 2" },
  { "WWW-Authenticate", N_("The server wants to know who asks, and how that can be told."), HTTP ("11.6.1") },
  { "Accept", N_("Which kinds of answers the client can read."), HTTP ("12.5.1") },
  { "Accept-Language", N_("Which languages the client would like."), HTTP ("12.5.4") },
  { "User-Agent", N_("Which program asks."), HTTP ("10.1.5") },
  { "Server", N_("Which program answers."), HTTP ("10.2.4") },
  { "Date", N_("When it was sent, as the sender's clock has it."), HTTP ("6.6.1") },
  { "Allow", N_("Which methods would have been allowed."), HTTP ("10.2.1") },
  { "Retry-After", N_("How long to wait before asking again: many devices that ask at once are a flood."), HTTP ("10.2.3") },
  { "Location", N_("Where that which was made is found from now on."), HTTP ("10.2.2") },
  { "Link", N_("Another address that has to do with this one, and how."), "RFC 8288 section 3" },
  { "Cache-Control", N_("Whether anyone may keep the answer; one with a nonce must be fresh."), "RFC 9111 section 5.2" },
  { "Replay-Nonce", N_("The number for the next request, good for one: nobody can send a request twice."), ACME ("6.5.1") },
};

/* By how the target ends, or what is in its query; the first that fits. */
static const TbHttpWord targets[] = {
  { "/cacerts", N_("EST: which authority to trust, asked before anything else."), EST ("4.1") },
  { "/simpleenroll", N_("EST: a first certificate, for the request in the content."), EST ("4.2.1") },
  { "/simplereenroll", N_("EST: the next certificate, asked for with the one that runs out."), EST ("4.2.2") },
  { "/serverkeygen", N_("EST: a certificate with a key that the server makes, for devices without good random numbers."), EST ("4.4") },
  { "/csrattrs", N_("EST: what a request should say."), EST ("4.5") },
  { "/fullcmc", N_("EST: everything else, in the older language CMC."), EST ("4.3") },
  { "operation=GetCACaps", N_("SCEP: what the authority can do."), SCEP ("3.5.1") },
  { "operation=GetCACert", N_("SCEP: the authority's certificate, to encrypt to. Nothing protects it: its fingerprint must be compared by other means."), SCEP ("4.2") },
  { "operation=GetNextCACert", N_("SCEP: the certificate that the authority will have next."), SCEP ("4.7") },
  { "operation=PKIOperation", N_("SCEP: a message that is signed and encrypted itself, since there is no TLS around it."), SCEP ("4.1") },
  { "directory", N_("ACME: where everything is; the only address a client has to be told."), ACME ("7.1.1") },
  { "new-nonce", N_("ACME: a nonce to begin with."), ACME ("7.2") },
  { "new-account", N_("ACME: an account, which is a key and nothing more."), ACME ("7.3") },
  { "new-order", N_("ACME: asks for a certificate with these names."), ACME ("7.4") },
  { "revoke-cert", N_("ACME: takes a certificate back."), ACME ("7.6") },
  { "key-change", N_("ACME: gives the account another key."), ACME ("7.3.5") },
  { "/authorization/", N_("ACME: how the control of a name is to be proven, and how that stands."), ACME ("7.5") },
  { "/challenge/", N_("ACME: the proof is in its place, the authority may look."), ACME ("7.5.1") },
  { "/certificate/", N_("ACME: fetches the certificate."), ACME ("7.4.2") },
  { "finalize", N_("ACME: all names are proven, here is the request for the certificate."), ACME ("7.4") },
  { "/order/", N_("ACME: how far the order is."), ACME ("7.4") },
  { "/.well-known/acme-challenge/", N_("ACME: the authority looks whether who asks controls the name."), ACME ("8.3") },
};

static const TbMediaFormat formats[] = {
  { "application/pkcs10", "CertificationRequest", TRUE, tb_dissect_request_into,
    N_("A device asks for a certificate: a name and a public key, signed with the private one."), "RFC 2986 section 4.2" },
  { "application/pkcs7-mime", "PKCS7", TRUE, tb_dissect_cms, N_("Certificates in a bag, without a signature around them: TLS says who sends them."), EST ("4.2.3") },
  { "application/csrattrs", "CSRAttributes", TRUE, tb_dissect_wanted, N_("What a request should say."), EST ("4.5.2") },
  { "application/pkcs8", "PrivateKeyInfo", TRUE, tb_dissect_private_key, N_("The key that the server has made for the device."), EST ("4.4.2") },
  { "application/x-pki-message", "pkiMessage", FALSE, tb_dissect_cms, N_("A message of SCEP: signed, around an encrypted content."), SCEP ("3.2") },
  { "application/x-x509-ca-cert", "Certificate", FALSE, tb_dissect_certificate_into, N_("The authority's certificate."), SCEP ("4.2.1.1") },
  { "application/x-x509-ca-ra-cert", "PKCS7", FALSE, tb_dissect_cms, N_("The certificates of the authority and of who answers for it."), SCEP ("4.2.1.2") },
  { "application/x-x509-next-ca-cert", "PKCS7", FALSE, tb_dissect_cms, N_("The certificate that the authority will have next, signed with the present one."), SCEP ("4.7.1") },
  { "application/jose+json", "JWS", FALSE, tb_dissect_json, N_("A signed object: every request of ACME is one, so that TLS need not know who asks."), ACME ("6.2") },
  { "application/problem+json", "Problem", FALSE, tb_dissect_json, N_("What went wrong, for programs and for people."), "RFC 9457 section 3" },
  { "application/json", "JSON", FALSE, tb_dissect_json, N_("How the thing asked about stands."), ACME ("7.1") },
  { "application/pem-certificate-chain", "Chain", FALSE, tb_dissect_pem_certificates, N_("The certificate and those above it, as text."), ACME ("7.4.2") },
  { "multipart/mixed", "Parts", FALSE, NULL, N_("Several things sent together: the key, and the certificate for it."), EST ("4.4.2") },
  { "application/ocsp-response", "OCSPResponse", FALSE, tb_dissect_ocsp, N_("Whether a certificate is revoked, signed by who knows."), "RFC 6960 section 4.2.1" },
};

/**
 * tb_http_word_for_field:
 * @name: name of a header field
 *
 * Returns: (transfer none) (nullable): what it is for
 */
const TbHttpWord *
tb_http_word_for_field (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_ascii_strcasecmp (fields[i].name, name) == 0)
      return &fields[i];
  return NULL;
}

/**
 * tb_http_word_for_target:
 * @target: a request target
 *
 * Returns: (transfer none) (nullable): what is asked for there, by those of the three protocols
 */
const TbHttpWord *
tb_http_word_for_target (const char *target)
{
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    if (strstr (target, targets[i].name) != NULL)
      return &targets[i];
  return NULL;
}

/**
 * tb_media_format_find:
 * @content_type: value of a Content-Type field
 *
 * Returns: (transfer none) (nullable): how such a body is read
 */
const TbMediaFormat *
tb_media_format_find (const char *content_type)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (tb_http_media_type_is (content_type, formats[i].media_type))
      return &formats[i];
  return NULL;
}
