#!/bin/sh
# Saves what the AWS command line answers, in the layout that Gatehouse reads (docs/sources/aws.md, "Evidence gathered by hand").
# It only lists and reads, and opens no content. Credentials and profile are the command line's own (AWS_PROFILE, ...).
#
#   export-aws.sh organization OUT HOME_REGION        once, in the management account or a delegated administrator
#   export-aws.sh account OUT REGION...               in each account: identities, lists of each region
#   export-aws.sh bucket OUT REGION NAME              in the account that has it; so the following
#   export-aws.sh key OUT REGION KEY_ID
#   export-aws.sh secret OUT REGION ARN
#   export-aws.sh finish OUT                          last: writes export.yaml
#
# A call that fails leaves its words in 0001.error.txt: Gatehouse tells "there is none" from "may not be read" by them. The exit code
# stays 0: what could not be read is a gap, which the report names.
set -eu

usage() {
  sed -n '2,13p' "$0" >&2
  exit 64
}

[ $# -ge 2 ] || usage
what=$1
out=$2
shift 2

command -v aws >/dev/null 2>&1 || {
  echo "the AWS command line (aws) is not installed" >&2
  exit 69
}

# save REGION SERVICE CALL ARGUMENTS OPTIONS...: one answer into its folder. ARGUMENTS are words, percent-encoded already.
save() {
  place=$1 service=$2 call=$3 arguments=$4
  shift 4
  folder=$out/$account/$place/$service/$call
  for argument in $arguments; do folder=$folder/$argument; done
  mkdir -p "$folder"
  rm -f "$folder/0001.error.txt"
  if [ "$place" = global ]; then region=$home; else region=$place; fi
  if aws "$service" "$call" --region "$region" --output json "$@" >"$folder/0001.json.part" 2>"$folder/0001.error.txt.part"; then
    # The command line prints nothing at all where an answer is empty.
    if [ -s "$folder/0001.json.part" ]; then mv "$folder/0001.json.part" "$folder/0001.json"; else echo '{}' >"$folder/0001.json"; fi
  else
    mv "$folder/0001.error.txt.part" "$folder/0001.error.txt"
  fi
  rm -f "$folder/0001.json.part" "$folder/0001.error.txt.part"
}

# ids SERVICE CALL QUERY OPTIONS...: words of an answer, none where it fails: then the saved answer tells why.
ids() {
  service=$1 call=$2 query=$3
  shift 3
  aws "$service" "$call" --region "$home" --output text --query "$query" "$@" 2>/dev/null | tr '\t' '\n' | grep -v '^None$' || true
}

encoded() {
  printf '%s' "$1" | sed -e 's/%/%25/g' -e 's/:/%3A/g' -e 's|/|%2F|g' -e 's/ /%20/g' -e 's/+/%2B/g'
}

if [ "$what" = finish ]; then
  printf 'format: 1\nsystem: AWS command line\nexported_at: %s\ncomplete: true\nfiles: {}\n' "$(date -u +%Y-%m-%dT%H:%M:%S+00:00)" >"$out/export.yaml"
  exit 0
fi

home=${1:?a region}
account=$(aws sts get-caller-identity --region "$home" --output text --query Account)

tree() {
  save global organizations list-organizational-units-for-parent "$1" --parent-id "$1"
  save global organizations list-accounts-for-parent "$1" --parent-id "$1"
  for unit in $(ids organizations list-organizational-units-for-parent 'OrganizationalUnits[].Id' --parent-id "$1"); do tree "$unit"; done
}

# entitlements APPLICATION ACCOUNT: who may use roles of the account by account access manager.
entitlements() {
  save "$home" account-access list-entitlements "$(encoded "$1") $2" --application-arn "$1" --filter "principalRole={account=$2}"
  for entitlement in $(ids account-access list-entitlements 'entitlements[].entitlementId' --application-arn "$1" --filter "principalRole={account=$2}"); do
    save "$home" account-access get-entitlement "$(encoded "$1") $entitlement" --application-arn "$1" --entitlement-id "$entitlement"
  done
}

case $what in
  organization)
    save global organizations describe-organization ''
    save global organizations list-roots ''
    save global organizations list-accounts ''
    for root in $(ids organizations list-roots 'Roots[].Id'); do tree "$root"; done
    for type in SERVICE_CONTROL_POLICY RESOURCE_CONTROL_POLICY; do
      save global organizations list-policies $type --filter $type
      for policy in $(ids organizations list-policies 'Policies[].Id' --filter $type); do
        save global organizations describe-policy "$policy" --policy-id "$policy"
        save global organizations list-targets-for-policy "$policy" --policy-id "$policy"
      done
    done
    save "$home" sso-admin list-instances ''
    for instance in $(ids sso-admin list-instances 'Instances[].InstanceArn'); do
      i=$(encoded "$instance")
      save "$home" sso-admin list-permission-sets "$i" --instance-arn "$instance"
      save "$home" sso-admin describe-instance-access-control-attribute-configuration "$i" --instance-arn "$instance"
      for set in $(ids sso-admin list-permission-sets 'PermissionSets[]' --instance-arn "$instance"); do
        s=$(encoded "$set")
        save "$home" sso-admin describe-permission-set "$i $s" --instance-arn "$instance" --permission-set-arn "$set"
        save "$home" sso-admin list-accounts-for-provisioned-permission-set "$i $s" --instance-arn "$instance" --permission-set-arn "$set"
        for member in $(ids sso-admin list-accounts-for-provisioned-permission-set 'AccountIds[]' --instance-arn "$instance" --permission-set-arn "$set"); do
          save "$home" sso-admin list-account-assignments "$i $member $s" --instance-arn "$instance" --account-id "$member" --permission-set-arn "$set"
        done
      done
    done
    # Older command lines do not know the service.
    if aws account-access list-applications --generate-cli-skeleton output >/dev/null 2>&1; then
      save "$home" account-access list-applications ''
      for application in $(ids account-access list-applications 'applications[].applicationArn'); do
        for member in $(ids organizations list-accounts 'Accounts[].Id'); do
          entitlements "$application" "$member"
        done
      done
    fi
    for store in $(ids sso-admin list-instances 'Instances[].IdentityStoreId'); do
      save "$home" identitystore list-users "$store" --identity-store-id "$store"
      save "$home" identitystore list-groups "$store" --identity-store-id "$store"
      for group in $(ids identitystore list-groups 'Groups[].GroupId' --identity-store-id "$store"); do
        save "$home" identitystore list-group-memberships "$store $group" --identity-store-id "$store" --group-id "$group"
      done
    done
    ;;
  account)
    save global sts get-caller-identity ''
    save global iam get-account-authorization-details ''
    save global iam list-account-aliases ''
    save global iam list-saml-providers ''
    for provider in $(ids iam list-saml-providers 'SAMLProviderList[].Arn'); do
      case $provider in */AWSSSO_*_DO_NOT_DELETE) ;; *) save global iam get-saml-provider "$(encoded "$provider")" --saml-provider-arn "$provider" ;; esac
    done
    save global iam list-open-id-connect-providers ''
    for provider in $(ids iam list-open-id-connect-providers 'OpenIDConnectProviderList[].Arn'); do
      save global iam get-open-id-connect-provider "$(encoded "$provider")" --open-id-connect-provider-arn "$provider"
    done
    aws iam generate-credential-report --region "$home" >/dev/null 2>&1 || true
    save global iam get-credential-report ''
    save global account list-regions ''
    save global s3control get-public-access-block '' --account-id "$account"
    save global s3api list-buckets ''
    for boundary in $(ids iam get-account-authorization-details '[UserDetailList[].PermissionsBoundary.PermissionsBoundaryArn, RoleDetailList[].PermissionsBoundary.PermissionsBoundaryArn][]'); do
      version=$(ids iam get-policy Policy.DefaultVersionId --policy-arn "$boundary")
      save global iam get-policy "$(encoded "$boundary")" --policy-arn "$boundary"
      [ -z "$version" ] || save global iam get-policy-version "$(encoded "$boundary") $version" --policy-arn "$boundary" --version-id "$version"
    done
    for region in "$@"; do
      save "$region" kms list-keys ''
      save "$region" kms list-aliases ''
      save "$region" secretsmanager list-secrets ''
      save "$region" sqs list-queues ''
      save "$region" sns list-topics ''
      save "$region" lambda list-functions ''
      save "$region" ecr describe-repositories ''
      save "$region" ecr get-registry-policy ''
      save "$region" dynamodb list-tables ''
      save "$region" efs describe-file-systems ''
      save "$region" s3control list-access-points '' --account-id "$account"
      save "$region" s3control list-access-grants-instances '' --account-id "$account"
      save "$region" ram get-resource-shares '' --resource-owner SELF
      save "$region" lakeformation list-permissions ''
      save "$region" eks list-clusters ''
    done
    ;;
  bucket)
    name=${2:?the name of a bucket}
    for call in get-bucket-policy get-public-access-block get-bucket-ownership-controls get-bucket-acl get-bucket-encryption get-bucket-tagging get-bucket-abac; do
      save "$home" s3api $call "$(encoded "$name")" --bucket "$name" --expected-bucket-owner "$account"
    done
    for point in $(ids s3control list-access-points 'AccessPointList[].Name' --account-id "$account" --bucket "$name"); do
      save "$home" s3control get-access-point "$point" --account-id "$account" --name "$point"
      save "$home" s3control get-access-point-policy "$point" --account-id "$account" --name "$point"
    done
    ;;
  key)
    key=${2:?the id of a key}
    save "$home" kms describe-key "$key" --key-id "$key"
    save "$home" kms get-key-policy "$key" --key-id "$key" --policy-name default
    save "$home" kms list-grants "$key" --key-id "$key"
    save "$home" kms list-resource-tags "$key" --key-id "$key"
    ;;
  secret)
    secret=${2:?the ARN of a secret}
    save "$home" secretsmanager get-resource-policy "$(encoded "$secret")" --secret-id "$secret"
    ;;
  *) usage ;;
esac
