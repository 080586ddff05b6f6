/* tb-scep: see the header. */
#include "tb-scep.h"

typedef struct
{
  int number;
  const char *code;
} Row;

static const Row types[] = {
  { TB_SCEP_CERT_REP, "CertRep" }, { TB_SCEP_RENEWAL_REQ, "RenewalReq" }, { TB_SCEP_PKCS_REQ, "PKCSReq" },
  { TB_SCEP_CERT_POLL, "CertPoll" }, { TB_SCEP_GET_CERT, "GetCert" }, { TB_SCEP_GET_CRL, "GetCRL" },
};

static const Row statuses[] = { { TB_SCEP_SUCCESS, "SUCCESS" }, { TB_SCEP_FAILURE, "FAILURE" }, { TB_SCEP_PENDING, "PENDING" } };

static const Row fail_infos[] = {
  { TB_SCEP_BAD_ALG, "badAlg" }, { TB_SCEP_BAD_MESSAGE_CHECK, "badMessageCheck" }, { TB_SCEP_BAD_REQUEST, "badRequest" },
  { TB_SCEP_BAD_TIME, "badTime" }, { TB_SCEP_BAD_CERT_ID, "badCertId" },
};

/* "SCEPStandard" stands for AES, POST and SHA-256 as well. */
static const Row capabilities[] = {
  { TB_SCEP_CAN_AES, "AES" }, { TB_SCEP_CAN_POST, "POSTPKIOperation" }, { TB_SCEP_CAN_RENEW, "Renewal" },
  { TB_SCEP_CAN_SHA256, "SHA-256" }, { TB_SCEP_CAN_SHA512, "SHA-512" },
  { TB_SCEP_CAN_STANDARD | TB_SCEP_CAN_AES | TB_SCEP_CAN_POST | TB_SCEP_CAN_SHA256, "SCEPStandard" },
};

static const char *
find_code (const Row *rows, gsize n_rows, int number)
{
  for (gsize i = 0; i < n_rows; i++)
    if (rows[i].number == number)
      return rows[i].code;
  return NULL;
}

const char *
tb_scep_type_to_code (TbScepType type)
{
  return find_code (types, G_N_ELEMENTS (types), (int) type);
}

const char *
tb_scep_status_to_code (TbScepStatus status)
{
  return find_code (statuses, G_N_ELEMENTS (statuses), (int) status);
}

const char *
tb_scep_fail_info_to_code (TbScepFailInfo info)
{
  return find_code (fail_infos, G_N_ELEMENTS (fail_infos), (int) info);
}

static guint
find_capability (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (capabilities); i++)
    if (g_ascii_strcasecmp (capabilities[i].code, word) == 0)
      return (guint) capabilities[i].number;
  return 0;
}

/**
 * tb_scep_capabilities_read:
 * @text: the body of an answer to GetCACaps
 *
 * Returns: bits of #TbScepCapability; words that nobody here knows are passed over (RFC 8894 section 3.5.2)
 */
guint
tb_scep_capabilities_read (GBytes *text)
{
  gsize n;
  const char *bytes = g_bytes_get_data (text, &n);
  g_autofree char *all = g_strndup (bytes != NULL ? bytes : "", n);
  g_auto (GStrv) lines = g_strsplit_set (all, "\r\n", -1);
  guint found = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    found |= find_capability (g_strstrip (lines[i]));
  return found;
}
