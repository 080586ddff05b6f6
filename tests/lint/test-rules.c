/* Every rule finds what it is for in one certificate and is quiet about another one that differs in just that. */
#include "lint-fixture.h"

#include <string.h>

#define IOT TB_LINT_IOT
#define WEB TB_LINT_WEB

/* OpenSSL writes no unique identifiers: this certificate has a subjectUniqueID put in by hand. */
static const char with_unique_id[] =
  "MIIBcTCCARegAwIBAgIUPiCqWGuyQzOkgp5YEoQfzaaDkOwwCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBeDAeFw0yNjExMjIyMTA3MDVaFw0yNjEyMjIyMTA3MDVaMAwx"
  "CjAIBgNVBAMMAXgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARQ6a4vT4/CAB0Ksn6ZZdZzo00XsZ1HVmSlLTub3D7fKJCXcMVcNrhmPHon5pXjx2++1Ano8pxl31be"
  "hI5h7ELSggIAAaNTMFEwHQYDVR0OBBYEFKzYgdDdsBU/CuPnWYfQnXDeQbH2MB8GA1UdIwQYMBaAFKzYgdDdsBU/CuPnWYfQnXDeQbH2MA8GA1UdEwEB/wQFMAMBAf8w"
  "CgYIKoZIzj0EAwIDSAAwRQIhANNX+qSItA4k6wnPCHCHyvOVJaVR4wLpI63X67SComXvAiACBuNJ7HOYbx+HtUSOixvPxpUJPVbV3A6rVzxONEfqzw==";

static const struct
{
  const char *rule;
  TbLintProfile profile;
  const char *good;
  const char *bad;
} cases[] = {
  { "version-3", IOT, "", "version=1" },
  { "serial-positive", IOT, "serial=0100000000000000", "serial=-4a6f1c2d3e4f5061" },
  { "serial-length", IOT, "serial=7fffffffffffffffffffffffffffffffffffffff", "serial=80ffffffffffffffffffffffffffffffffffffff" },
  { "serial-entropy", IOT, "base=root|serial=01", "serial=4a6f1c2d3e4f50" },
  { "unique-ids", IOT, "", "der:unique-ids" },
  { "signature-algorithms-differ", IOT, "", "tweak=outer-algorithm" },
  { "weak-digest", IOT, "base=root|digest=SHA1", "digest=SHA1" },
  { "signature-parameters", IOT, "", "tweak=null-parameters" },
  { "validity-order", IOT, "from=260302060000Z|until=260302060000Z", "from=260302060000Z|until=260302055959Z" },
  { "time-form", IOT, "until=20500101000000Z", "until=20491231235959Z" },
  { "web-lifetime", WEB, "base=web|from=260315000000Z|until=260930235959Z", "base=web|from=260315000000Z|until=261001000000Z" },
  { "device-lifetime", IOT, "from=260302000000Z|until=280229235959Z", "from=260302000000Z|until=280301000000Z" },
  { "no-end", IOT, "until=99991231235958Z", "base=factory" },
  { "key-unreadable", IOT, "", "tweak=unknown-key" },
  { "key-algorithm", IOT, "key=ED25519", "key=X25519" },
  { "web-key-algorithm", WEB, "base=web", "base=web|key=ED25519" },
  { "weak-key", IOT, "key=P-224", "key=rsa1024" },
  { "key-outlived", IOT, "key=rsa2048|until=301231235959Z", "key=rsa2048|until=310101000000Z" },
  { "rsa-exponent", IOT, "key=rsa2048", "key=rsa2048/3" },
  { "rsa-octets", IOT, "key=rsa2048", "key=rsa2047" },
  { "curve-explicit", IOT, "", "key=explicit" },
  { "curve", IOT, "key=P-521", "key=secp256k1" },
  { "device-not-ecdsa", IOT, "key=P-384", "key=rsa2048" },
  { "authority-not-critical", IOT, "base=authority", "base=authority|basicConstraints=CA:TRUE" },
  { "sign-without-authority", IOT, "base=authority", "keyUsage=critical,digitalSignature,keyCertSign" },
  { "authority-without-sign", IOT, "base=authority", "base=authority|keyUsage=critical,cRLSign" },
  { "path-length", IOT, "base=authority|basicConstraints=critical,CA:TRUE,pathlen:0", "basicConstraints=critical,CA:FALSE,pathlen:0" },
  { "root-path-length", IOT, "base=authority|basicConstraints=critical,CA:TRUE,pathlen:0",
    "base=root|basicConstraints=critical,CA:TRUE,pathlen:1" },
  { "usage-absent", IOT, "", "-keyUsage" },
  { "usage-not-critical", IOT, "-keyUsage", "keyUsage=digitalSignature" },
  { "usage-empty", IOT, "-keyUsage", "keyUsage=critical,DER:030100" },
  { "usage-key", IOT, "key=rsa2048|keyUsage=critical,keyEncipherment", "keyUsage=critical,digitalSignature,keyEncipherment" },
  { "usage-one-way", IOT, "keyUsage=critical,keyAgreement,encipherOnly", "keyUsage=critical,digitalSignature,encipherOnly" },
  { "leaf-without-signature", IOT, "base=authority", "keyUsage=critical,keyAgreement" },
  { "key-transport", IOT, "key=rsa2048", "key=rsa2048|keyUsage=critical,digitalSignature,keyEncipherment" },
  { "purpose-absent", IOT, "base=factory", "-extendedKeyUsage" },
  { "purpose-not-tls", IOT, "base=factory", "extendedKeyUsage=codeSigning" },
  { "any-purpose", IOT, "extendedKeyUsage=clientAuth,codeSigning", "extendedKeyUsage=clientAuth,anyExtendedKeyUsage" },
  { "purpose-disagrees", IOT, "keyUsage=critical,keyAgreement", "keyUsage=critical,cRLSign" },
  { "device-serves-only", IOT, "extendedKeyUsage=serverAuth,clientAuth", "base=server" },
  { "authority-purpose", IOT, "base=authority", "base=authority|extendedKeyUsage=clientAuth" },
  { "factory-purpose", IOT, "base=factory", "base=factory|extendedKeyUsage=clientAuth" },
  { "web-client-purpose", WEB, "base=web", "base=web|extendedKeyUsage=serverAuth,clientAuth" },
  { "web-no-server-purpose", WEB, "base=web", "base=web|extendedKeyUsage=clientAuth" },
  { "issuer-empty", IOT, "", "issuer=" },
  { "authority-nameless", IOT, "subject=|subjectAltName=critical,DNS:lock-01", "base=authority|subject=" },
  { "nameless", IOT, "subject=|subjectAltName=critical,DNS:lock-01", "subject=" },
  { "attribute-empty", IOT, "", "subject=/O= /CN=lock-01" },
  { "attribute-long", IOT, "subject=/CN=ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää",
    "subject=/CN=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
  { "country", IOT, "subject=/C=DE/CN=lock-01", "subject=/C=de/CN=lock-01" },
  { "old-string", IOT, "type=19", "type=20" },
  { "email-in-subject", IOT, "subjectAltName=email:lock@house.example", "subject=/CN=lock-01/emailAddress=lock@house.example" },
  { "web-unit", WEB, "base=web", "base=web|subject=/OU=Web/CN=www.example.org" },
  { "self-signed-leaf", IOT, "issuer=/serialNumber=00-1B-44-11-3A-B7-00-01/CN=lock-01", "self=1" },
  { "authority-name", IOT, "base=authority", "base=authority|subject=/CN=House Devices 2" },
  { "public-authority", IOT, "issuer=/C=US/O=Let us encrypt/CN=R10", "issuer=/C=US/O=Let's Encrypt/CN=R10" },
  { "server-nameless", IOT, "base=server", "base=server|-subjectAltName" },
  { "names-empty", IOT, "base=server", "subjectAltName=DER:3000" },
  { "names-not-critical", IOT, "subject=|subjectAltName=critical,DNS:lock-01", "subject=|subjectAltName=DNS:lock-01" },
  { "names-critical", IOT, "subject=|subjectAltName=critical,DNS:lock-01", "subjectAltName=critical,DNS:lock-01" },
  { "dns-syntax", IOT, "subjectAltName=DNS:a-1.example,DNS:*.example.org,DNS:a_b", "subjectAltName=DNS:good.example,DNS:a..example" },
  { "dns-underscore", IOT, "subjectAltName=DNS:a-b.example", "subjectAltName=DNS:a_b.example" },
  { "wildcard-form", IOT, "subjectAltName=DNS:*.example.org", "subjectAltName=DNS:*.org" },
  { "device-wildcard", IOT, "subjectAltName=DNS:lock.example.org", "subjectAltName=DNS:*.example.org" },
  { "dns-address", IOT, "subjectAltName=IP:192.0.2.1", "subjectAltName=DNS:192.0.2.1" },
  { "address-length", IOT, "subjectAltName=IP:2001:db8::1", "subjectAltName=DER:300787050102030405" },
  { "web-internal-name", WEB, "base=web", "base=web|subjectAltName=DNS:www.example.org,DNS:printer.local" },
  { "web-private-address", WEB, "base=web|subjectAltName=DNS:www.example.org,IP:9.9.9.9",
    "base=web|subjectAltName=DNS:www.example.org,IP:192.168.1.1" },
  { "common-name-alone", IOT, "base=server", "base=server|subject=/CN=other.house.example" },
  { "device-name", IOT, "", "subject=/CN=lock-01" },
  { "eui64-form", IOT, "", "subject=/serialNumber=00:1b:44:11:3a:b7:00:01" },
  { "several-names", IOT, "subjectAltName=DNS:lock-01", "subjectAltName=DNS:lock-01,DNS:lock-02" },
  { "factory-without-serial", IOT, "base=factory|subject=/CN=lock|subjectAltName=otherName:1.3.6.1.5.5.7.8.4;UTF8:x",
    "base=factory|subject=/CN=lock" },
  { "leaf-key-identifier", IOT, "base=authority", "subjectKeyIdentifier=hash" },
  { "large", IOT, "pad=300", "pad=900" },
  { "duplicate-extension", IOT, "", "+keyUsage=critical,digitalSignature" },
  { "unknown-critical", IOT, "1.3.6.1.4.1.99999.3=DER:0500", "1.3.6.1.4.1.99999.3=critical,DER:0500" },
  { "unreadable-extension", IOT, "1.3.6.1.4.1.99999.3=DER:ffff", "subjectAltName=DER:0500" },
  { "never-critical", IOT, "keyUsage=critical,digitalSignature", "authorityKeyIdentifier=critical,keyid" },
  { "critical-crl-pointer", IOT, "crlDistributionPoints=URI:http://x/", "crlDistributionPoints=critical,URI:http://x/" },
  { "not-critical", IOT, "base=authority|nameConstraints=critical,permitted;DNS:house.example",
    "base=authority|nameConstraints=permitted;DNS:house.example" },
  { "authority-extension", IOT, "base=authority|inhibitAnyPolicy=critical,0", "inhibitAnyPolicy=critical,0" },
  { "obsolete-extension", IOT, "", "nsComment=made by hand" },
  { "many-extensions", IOT, "+1.3.6.1.4.1.99999.4=DER:0500|+1.3.6.1.4.1.99999.5=DER:0500|+1.3.6.1.4.1.99999.6=DER:0500",
    "1.3.6.1.4.1.99999.4=DER:0500|1.3.6.1.4.1.99999.5=DER:0500|1.3.6.1.4.1.99999.6=DER:0500|1.3.6.1.4.1.99999.7=DER:0500|"
    "1.3.6.1.4.1.99999.8=DER:0500|1.3.6.1.4.1.99999.9=DER:0500|1.3.6.1.4.1.99999.10=DER:0500|1.3.6.1.4.1.99999.11=DER:0500|"
    "1.3.6.1.4.1.99999.12=DER:0500|1.3.6.1.4.1.99999.13=DER:0500" },
  { "authority-key-identifier", IOT, "base=authority", "base=authority|-subjectKeyIdentifier" },
  { "issuer-key-identifier", IOT, "base=root", "-authorityKeyIdentifier" },
  { "issuer-by-name", IOT, "", "authorityKeyIdentifier=keyid,issuer:always" },
  { "name-constraints-empty", IOT, "base=authority|nameConstraints=critical,excluded;DNS:x", "base=authority|nameConstraints=critical,DER:3000" },
  { "policy-constraints-empty", IOT, "base=authority|policyConstraints=critical,requireExplicitPolicy:0",
    "base=authority|policyConstraints=critical,DER:3000" },
  { "any-policy-mapped", IOT, "base=authority|policyMappings=critical,1.2.3:1.2.4", "base=authority|policyMappings=critical,1.2.3:2.5.29.32.0" },
  { "policy-twice", IOT, "certificatePolicies=1.2.3,1.2.4", "certificatePolicies=1.2.3,1.2.4,1.2.3" },
  { "web-policy", WEB, "base=web", "base=web|certificatePolicies=1.2.3" },
  { "device-crl-pointer", IOT, "base=server|crlDistributionPoints=URI:http://x/", "crlDistributionPoints=URI:http://x/" },
  { "device-ocsp-pointer", IOT, "authorityInfoAccess=caIssuers;URI:http://x/", "authorityInfoAccess=OCSP;URI:http://x/" },
  { "web-crl-pointer", WEB, "base=web|-crlDistributionPoints|until=260308055959Z", "base=web|-crlDistributionPoints" },
  { "web-issuer-pointer", WEB, "base=web", "base=web|authorityInfoAccess=OCSP;URI:http://x/" },
  { "circular-pointer", IOT, "crlDistributionPoints=URI:http://https.example/", "crlDistributionPoints=URI:https://x/" },
  { "point-without-name", IOT, "crlDistributionPoints=URI:http://x/", "crlDistributionPoints=DER:3006300481020106" },
  { "staple-without-responder", IOT, "base=server|tlsfeature=status_request|authorityInfoAccess=OCSP;URI:http://x/",
    "base=server|tlsfeature=status_request" },
  { "device-must-staple", IOT, "base=server|tlsfeature=status_request", "tlsfeature=status_request" },
  { "no-revocation-authority", IOT, "2.5.29.56=DER:0500", "base=authority|2.5.29.56=DER:0500" },
  { "no-revocation-pointer", IOT, "2.5.29.56=DER:0500", "2.5.29.56=DER:0500|crlDistributionPoints=URI:http://x/" },
};

static X509 *
make (const char *recipe)
{
  g_autofree guchar *der = NULL;
  const guchar *at;
  gsize n;

  if (strcmp (recipe, "der:unique-ids") != 0)
    return lint_make (recipe);
  at = der = g_base64_decode (with_unique_id, &n);
  return d2i_X509 (NULL, &at, (long) n);
}

static void
check_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (X509) good = make (cases[i].good), bad = make (cases[i].bad);

  g_assert_nonnull (bad);
  if (lint_finds (good, cases[i].profile, cases[i].rule))
    g_error ("%s is found in the good certificate", cases[i].rule);
  if (!lint_finds (bad, cases[i].profile, cases[i].rule))
    g_error ("%s is not found in the bad certificate", cases[i].rule);
}

static void
every_rule_has_its_case_once (void)
{
  g_assert_cmpuint (tb_lint_get_n_rules (), >=, 35);
  for (guint i = 0; i < tb_lint_get_n_rules (); i++)
    {
      const char *code = tb_lint_get_rule (i)->code;
      guint n = 0;

      for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
        n += strcmp (cases[j].rule, code) == 0;
      if (n != 1)
        g_error ("rule %s has %u cases", code, n);
    }
  g_assert_cmpuint (G_N_ELEMENTS (cases), ==, tb_lint_get_n_rules ());
}

/* A rule is quiet in a profile it does not belong to. */
static void
rules_keep_to_their_profiles (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (X509) bad = make (cases[i].bad);
      TbLintProfile other = cases[i].profile == IOT ? WEB : IOT;

      for (guint j = 0; j < tb_lint_get_n_rules (); j++)
        if (strcmp (tb_lint_get_rule (j)->code, cases[i].rule) == 0)
          if (lint_finds (bad, other, cases[i].rule) != ((tb_lint_get_rule (j)->profiles & other) != 0))
            g_error ("rule %s in the other profile", cases[i].rule);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lint/rules/complete", every_rule_has_its_case_once);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/lint/rules/case/", cases[i].rule, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), check_case);
    }
  g_test_add_func ("/lint/rules/profiles", rules_keep_to_their_profiles);
  status = g_test_run ();
  lint_drop_keys ();
  return status;
}
