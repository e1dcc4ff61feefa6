/**
 * The three nested readings of doubtful facts (`network.md`, 3.1): `upper` admits what may pass, `possible` what some outcome of the
 * conditions admits whatever the gaps hide, `sure` what passes in any case. INVARIANT: sure within possible within upper.
 */
export type Reading = 'upper' | 'possible' | 'sure'
