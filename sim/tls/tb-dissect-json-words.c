/* tb-dissect-json-words: what the members of ACME's objects are for (RFC 8555, RFC 7515, RFC 7517, RFC 9457, RFC 9773). */
#include "tb-dissect-enrol.h"

#define ACME(section) "RFC 8555 section " section
#define JWS(section) "RFC 7515 section " section
#define PROBLEM(section) "RFC 9457 section " section
#define ARI(section) "RFC 9773 section " section

static const TbJsonMember members[] = {
  /* a signed object */
  { "protected", N_("What the signature covers besides the payload: the key, the address, the nonce."), JWS ("7.2.2"), tb_dissect_json },
  { "payload", N_("What is asked for; empty where something is only fetched, signed all the same."), ACME ("6.3"), tb_dissect_json },
  { "signature", N_("Made with the account's private key over both parts above: only who owns the account can ask in its name."), JWS ("7.2.2") },
  { "alg", N_("How it is signed; the server takes only what fits the key."), ACME ("6.2") },
  { "jwk", N_("The account's public key, shown once, when the account is made."), ACME ("6.2") },
  { "kid", N_("Which account, by the address it was given; the server has its key already."), ACME ("6.2") },
  { "nonce", N_("A number of the server's, good for one request: nobody can send this request again."), ACME ("6.5.2") },
  { "url", N_("An address; in what is signed, the one it was sent to, so that a request cannot be led elsewhere."), ACME ("6.4") },
  { "kty", N_("What kind of key it is."), "RFC 7518 section 6" },
  { "crv", N_("The curve."), "RFC 7518 section 6.2.1" },
  { "x", N_("One coordinate of the public key."), "RFC 7518 section 6.2.1" },
  { "y", N_("The other coordinate."), "RFC 7518 section 6.2.1" },
  { "n", N_("The modulus of an RSA key."), "RFC 7518 section 6.3.1" },
  { "e", N_("Its exponent."), "RFC 7518 section 6.3.1" },
  /* the directory */
  { "newNonce", N_("Where to get a nonce."), ACME ("7.1.1") },
  { "newAccount", N_("Where to make an account."), ACME ("7.1.1") },
  { "newOrder", N_("Where to ask for a certificate."), ACME ("7.1.1") },
  { "newAuthz", N_("Where to prove the control of a name beforehand."), ACME ("7.1.1") },
  { "revokeCert", N_("Where to have a certificate taken back."), ACME ("7.1.1") },
  { "keyChange", N_("Where to give an account another key."), ACME ("7.1.1") },
  { "renewalInfo", N_("Where to ask when to renew."), ARI ("3") },
  { "meta", N_("What else is good to know about the server."), ACME ("7.1.1") },
  { "termsOfService", N_("Where the terms are written."), ACME ("7.1.1") },
  { "website", N_("Whose server it is."), ACME ("7.1.1") },
  { "caaIdentities", N_("The names by which domain owners allow this authority."), ACME ("7.1.1") },
  { "externalAccountRequired", N_("Whether an account must be bound to one that exists elsewhere."), ACME ("7.1.1") },
  /* accounts */
  { "contact", N_("How to reach who is responsible."), ACME ("7.1.2") },
  { "termsOfServiceAgreed", N_("The terms are agreed to."), ACME ("7.1.2") },
  { "onlyReturnExisting", N_("Only look whether there is an account with this key."), ACME ("7.3.1") },
  { "externalAccountBinding", N_("Binds the account to one elsewhere, with a secret that both know."), ACME ("7.3.4") },
  { "orders", N_("Where the account's orders are listed."), ACME ("7.1.2.1") },
  { "account", N_("Which account gets another key."), ACME ("7.3.5") },
  { "oldKey", N_("The key it has had."), ACME ("7.3.5") },
  /* orders and authorizations */
  { "identifiers", N_("The names that the certificate shall have."), ACME ("7.1.3") },
  { "identifier", N_("A name, of which the control is to be proven."), ACME ("7.1.4") },
  { "type", N_("What kind it is: of a name, of a challenge, or of what went wrong."), ACME ("7.1.4") },
  { "value", N_("The name itself."), ACME ("7.1.4") },
  { "status", N_("How it stands: pending, ready, processing, valid or invalid; of a problem, the HTTP status."), ACME ("7.1.6") },
  { "expires", N_("Until when the server remembers it."), ACME ("7.1.3") },
  { "notBefore", N_("From when on the certificate shall be valid."), ACME ("7.1.3") },
  { "notAfter", N_("Until when the certificate shall be valid."), ACME ("7.1.3") },
  { "authorizations", N_("One for each name: where it says how to prove the control of it."), ACME ("7.1.3") },
  { "finalize", N_("Where the request for the certificate goes once all names are proven."), ACME ("7.1.3") },
  { "certificate", N_("Where to fetch the certificate; in a revocation, the certificate itself."), ACME ("7.1.3") },
  { "replaces", N_("Which certificate this one is to replace."), ARI ("5") },
  { "challenges", N_("The ways to prove the control of the name; one of them is enough."), ACME ("7.1.4") },
  { "token", N_("A random word that the proof has to contain; it does not help anyone else, who lacks the account's key."), ACME ("8.1") },
  { "validated", N_("When the server has seen the proof."), ACME ("8") },
  { "wildcard", N_("Whether the name stands for all that end so."), ACME ("7.1.4") },
  { "csr", N_("The request for the certificate, with a key of its own: never that of the account."), ACME ("7.4"), tb_dissect_request_into },
  { "reason", N_("Why it is taken back, as revocation lists number it."), ACME ("7.6") },
  /* problems */
  { "detail", N_("What went wrong, in words for people."), PROBLEM ("3.1.4") },
  { "title", N_("What kind of problem it is, in words."), PROBLEM ("3.1.3") },
  { "instance", N_("This very case, for those who look into it."), PROBLEM ("3.1.5") },
  { "error", N_("Why it did not work."), ACME ("8") },
  { "subproblems", N_("What was wrong with which name."), ACME ("6.7.1") },
  { "algorithms", N_("What the server would take instead."), ACME ("6.2") },
  /* renewal information */
  { "suggestedWindow", N_("When the authority would like the certificate to be renewed."), ARI ("4.2") },
  { "start", N_("The earliest moment."), ARI ("4.2") },
  { "end", N_("The latest moment."), ARI ("4.2") },
  { "explanationURL", N_("Why that is so, for people."), ARI ("4.2") },
};

/**
 * tb_json_member_find:
 * @name: name of a member
 *
 * Returns: (transfer none) (nullable): what it is for
 */
const TbJsonMember *
tb_json_member_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_str_equal (members[i].name, name))
      return &members[i];
  return NULL;
}
