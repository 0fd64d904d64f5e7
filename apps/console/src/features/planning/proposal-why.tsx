import { useQuery } from '@tanstack/react-query';
import { Queried } from '../../parts/states.tsx';
import { Explanation, explanationOf } from '../supply/explanation.tsx';
import { ForecastChart } from './forecast-chart.tsx';
import { proposalQuery, type Proposal } from './planning-api.ts';

/** Why a proposal is what it is: sentences, what was sold and is expected, every number. */
export function ProposalWhy({ proposal, unit }: { readonly proposal: Proposal; readonly unit: string | undefined }) {
  const query = useQuery(proposalQuery(proposal.proposalId));
  return (
    <div className="stack">
      <Queried query={query}>
        {({ explanation }) => {
          const numbers = explanationOf(explanation.order);
          return numbers === undefined ? (
            <ul className="sentences">
              {explanation.sentences.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          ) : (
            <Explanation explanation={numbers} unit={unit} sentences={explanation.sentences} />
          );
        }}
      </Queried>
      <ForecastChart locationId={proposal.locationId} itemId={proposal.itemId} unit={unit} />
    </div>
  );
}
