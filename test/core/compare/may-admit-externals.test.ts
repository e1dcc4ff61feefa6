import { describe, expect, it } from 'vitest'
import { mayAdmitExternals } from '../../../src/core/compare/may-admit-externals.ts'
import type { AffiliationKind } from '../../../src/core/model/affiliation-kind.ts'
import type { AffiliationRule, AttributeMatch } from '../../../src/core/model/declared-institution.ts'

const place = { file: 'policies/institution.yaml', line: 1, column: 1 }
const requires = { host: false, endDate: false, maxLength: null, maxExtensions: null }
const match = (source: string, attribute: string, ...values: string[]): AttributeMatch => ({ source, attribute, test: { kind: 'one-of', values }, place }) // prettier-ignore
const affiliation = (kind: AffiliationKind, ...all: AttributeMatch[]): AffiliationRule => ({ kind, match: all, requires, winsOverExternal: false, place }) // prettier-ignore

const byRegister = [
  affiliation('staff', match('hr', 'employee_type', 'employee')),
  affiliation('visiting-academic', match('visitors', 'kind', 'academic')),
]
const byDirectory = [
  affiliation('staff', match('ds', 'employeeType', 'Employee', 'Clerk')),
  affiliation('visiting-academic', match('ds', 'employeeType', 'visitor'), match('visitors', 'kind', 'academic')),
  affiliation('contractor', match('ds', 'employeeType', 'agency')),
  affiliation('partner', match('ds', 'o', 'helios'), match('ds', 'employeeType', 'guest')),
]

describe('whether a group that takes in whoever fits could admit somebody from outside', () => {
  it.for([
    ['a rule about the department alone', '(departmentNumber=physics)', byRegister, true],
    ['a URL with such a rule', 'ldap:///ou=people,dc=x??sub?(departmentNumber=physics)', byRegister, true],
    ['a URL without a filter', 'ldap:///ou=people,dc=x??sub', byRegister, true],
    ['a rule for staff, as the standard has it', '(&(departmentNumber=physics)(eduPersonAffiliation=staff))', byRegister, false],
    ['the same in a URL, escaped', 'ldap:///ou=people,dc=x??sub?(%26(ou=phys)(edupersonaffiliation=Staff))', byRegister, false],
    ['a type of user that a directory may mean otherwise', '(userType=Member)', byRegister, true],
    ['guests excluded, where a directory may mean others by it', '(!(userType=Guest))', byRegister, true],
    ['a rule for members of the cloud tenant', 'user.userType -eq "Member"', byRegister, false],
    ['the same among others', '(user.department -eq "Physics") -and (user.userType -eq "member")', byRegister, false],
    ['no guests of the tenant', 'user.userType -ne "Guest"', byRegister, false],
    ['no guests, by a list', 'user.userType -notIn ["Guest", \'Other\']', byRegister, false],
    ['no guests, said the other way round', '-not (user.userType -eq "Guest") -and user.accountEnabled -eq true', byRegister, false],
    ['no guests, without hyphens', 'not (user.userType eq "guest") and user.city startsWith "N"', byRegister, false],
    ['a department of the tenant', '(user.department -eq "Physics")', byRegister, true],
    ['no guests, or else anybody of a department', 'user.userType -ne "Guest" -or user.department -eq "Physics"', byRegister, true],
    ['`and` before `or`', 'user.city -eq "N" -or user.city -eq "M" -and user.userType -eq "Member"', byRegister, true],
    ['`and` before `or`, with brackets', '(user.city -eq "N" -or user.city -eq "M") -and user.userType -eq "Member"', byRegister, false],
    ['guests alone', 'user.userType -eq "Guest"', byRegister, true],
    ['whoever has a type', 'user.userType -ne null', byRegister, true],
    ['a part of a word', 'user.userType -match "Mem"', byRegister, true],
    ['a condition on plans', 'user.assignedPlans -any (assignedPlan.servicePlanId -eq "x" -and assignedPlan.capabilityStatus -eq "Enabled")', byRegister, true], // prettier-ignore
    ['the same and no guests', 'user.proxyAddresses -any (_ -startsWith "x") -and user.userType -eq "Member"', byRegister, false],
    ['what stands in quotes is no operator', 'user.department -eq "a` -or user.userType -eq `"Member"', byRegister, true],
    ['reports of somebody', 'Direct Reports for "5f0c"', byRegister, true],
    ['devices', 'device.displayName -eq "x" -and user.userType -eq "Member"', byRegister, true],
    ['a rule of a tenant that does not close', '(user.userType -eq "Member"', byRegister, true],
    ['an operator that nobody knows', 'user.userType -is "Member"', byRegister, true],
    ['no staff by the attribute of another system', 'user.edupersonaffiliation -eq "staff"', byRegister, true],
    ['affiliates too', '(|(eduPersonAffiliation=staff)(eduPersonAffiliation=affiliate))', byRegister, true],
    ['staff or employees', '(|(eduPersonAffiliation=staff)(eduPersonAffiliation=employee))', byRegister, false],
    ['an empty alternative', '(|)', byRegister, true],
    ['not staff', '(!(eduPersonAffiliation=staff))', byRegister, true],
    ['a value that the policy takes for staff', '(&(objectClass=person)(employeetype=EMPLOYEE))', byDirectory, false],
    ['the same value of another system', '(employeeType=employee)', byRegister, true],
    ['a value that the policy takes for outsiders', '(employeeType=visitor)', byDirectory, true],
    ['some outsiders excluded', '(&(ou=phys)(!(employeeType=visitor)))', byDirectory, true],
    ['all outsiders excluded one by one', '(&(ou=phys)(!(employeeType=visitor))(!(employeeType=agency))(!(o=helios)))', byDirectory, false],
    ['all outsiders excluded at once', '(!(|(employeeType=visitor)(employeeType=agency)(employeeType=guest)))', byDirectory, false],
    ['outsiders whom the directory does not mark', '(!(employeeType=visitor))', byRegister, true],
    ['any value', '(eduPersonAffiliation=*)', byRegister, true],
    ['a value that begins so', '(eduPersonAffiliation=staff*)', byRegister, true],
    ['no filter at all', 'whoever is in Physics', byRegister, true],
    ['a filter that does not close', '(&(eduPersonAffiliation=staff)', byRegister, true],
    ['a filter with something behind it', '(eduPersonAffiliation=staff))', byRegister, true],
    ['a URL that cannot be decoded', 'ldap:///dc=x??sub?(eduPersonAffiliation=staff%ZZ)', byRegister, true],
    ['a filter too deep to be believed', `${'(!'.repeat(80)}(eduPersonAffiliation=staff)${')'.repeat(80)}`, byRegister, true],
    ['a rule of a tenant, too deep', `${'('.repeat(80)}user.userType -eq "Member"${')'.repeat(80)}`, byRegister, true],
  ] as const)('%s', ([, rule, affiliations, may]) => {
    expect(mayAdmitExternals({ source: 'ds', breadth: { kind: 'rule', rule } }, affiliations)).toBe(may)
  })

  it('everybody always does, a named group never', () => {
    expect(mayAdmitExternals({ source: 'ds', breadth: { kind: 'everybody' } }, byDirectory)).toBe(true)
    expect(mayAdmitExternals({ source: 'ds', breadth: { kind: 'named' } }, byDirectory)).toBe(false)
  })

  it('a value that marks colleagues and guests alike marks nobody', () => {
    const both = [affiliation('staff', match('ds', 'employeeType', 'academic')), affiliation('honorary', match('ds', 'employeeType', 'academic'), match('hr', 'employee_type', 'honorary'))] // prettier-ignore
    expect(mayAdmitExternals({ source: 'ds', breadth: { kind: 'rule', rule: '(employeeType=academic)' } }, both)).toBe(true)
  })
})
